import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Size } from './dataset.ts';

/** What of a dataset lies on disk. `version` changes with its files: their names, sizes and times. */
export type OnDisk = Size & { version: string };

const mostFiles = 100_000;

/** @throws Error when something of it cannot be read. Links are not followed: what they point to is not of it. */
export async function measure(path: string): Promise<OnDisk> {
  const seen = createHash('sha256');
  let files = 0;
  let bytes = 0;
  for await (const { name, size, mtimeMs } of walk(path)) {
    files++;
    bytes += size;
    seen.update(`${name}\0${size}\0${mtimeMs}\n`);
    if (files >= mostFiles) break;
  }
  return { files, bytes, version: seen.digest('hex').slice(0, 16) };
}

/** @throws Error when a dataset cannot be opened at all. */
export async function assertReadable(path: string): Promise<void> {
  const isDirectory = (await stat(path)).isDirectory();
  await access(path, isDirectory ? constants.R_OK | constants.X_OK : constants.R_OK);
}

async function* walk(root: string): AsyncGenerator<{ name: string; size: number; mtimeMs: number }> {
  await assertReadable(root);
  const itself = await stat(root);
  if (!itself.isDirectory()) return yield { name: '.', size: itself.size, mtimeMs: itself.mtimeMs };
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const name of names.sort()) {
    const { size, mtimeMs } = await stat(name);
    yield { name: name.slice(root.length), size, mtimeMs };
  }
}
