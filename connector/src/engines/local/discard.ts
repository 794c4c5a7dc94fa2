import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { path } from './sandbox/path.ts';

/**
 * Removes a tree in which a person could write, and from which nothing runs any more: folders may be closed to their own
 * owner. chmod follows no link that it meets on its way.
 */
export async function discard(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  try {
    await rm(directory, { recursive: true, force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    await promisify(execFile)('chmod', ['-R', 'u+rwX', directory], { env: { PATH: path } });
    await rm(directory, { recursive: true, force: true });
  }
}

/** Under this name a run waits to be discarded: by whom, and when. */
export function goneName(key: string): string {
  return `${key}-${process.pid}-${Date.now()}`;
}

/** What somebody who was killed had begun to discard: nobody else would ever look for it. */
export async function discardLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [pid] = name.split('-').slice(-2);
    if (!existsSync(`/proc/${pid}`)) await discard(join(directory, name));
  }
}
