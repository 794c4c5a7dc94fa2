import { execFile } from 'node:child_process';
import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Staging } from '../run-plan.ts';
import { path } from '../sandbox/path.ts';
import { Failure } from './failure.ts';

const run = promisify(execFile);

/** Less than this, and a desktop does not come up: it writes some files before it shows anything. */
const leastFreeBytes = 16 * 2 ** 20;
const leastFreeFiles = 512;
const measureForMs = 20_000;

/** Looks, before anything starts, whether it can: the data are readable, and there is room to write. */
export async function checkStaging({ measured, limitBytes, data }: Staging): Promise<void> {
  for (const { pid, title, path } of data) {
    if (!(await isReadable(path))) throw new Failure('DATA_UNREADABLE', { pid, title });
  }
  for (const directory of measured) await checkRoom(directory);
  if (limitBytes === null) return;
  const usedBytes = await measure(measured);
  if (usedBytes > limitBytes) throw new Failure('DISK_FULL', { of: 'home and scratch', usedBytes, limitBytes });
}

async function isReadable(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) await readdir(path);
    else await access(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

async function checkRoom(directory: string): Promise<void> {
  const { bsize, blocks, bfree, bavail, files, ffree } = await statfs(directory);
  if (bavail * bsize < leastFreeBytes) {
    throw new Failure('DISK_FULL', {
      of: 'file system',
      usedBytes: (blocks - bfree) * bsize,
      limitBytes: (blocks - bfree + bavail) * bsize,
    });
  }
  if (files > 0 && ffree < leastFreeFiles) {
    throw new Failure('DISK_FULL', { of: 'files', usedFiles: files - ffree, limitFiles: files });
  }
}

/** What du counts, which follows no link. A tree so large that it does not get to its end in time counts as within. */
async function measure(directories: string[]): Promise<number> {
  const counted = run('du', ['--summarize', '--total', '--block-size=1', '--one-file-system', '--', ...directories], {
    env: { PATH: path },
    timeout: measureForMs,
  });
  const { stdout } = await counted.catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  const total = stdout.split('\n').find((line) => line.endsWith('\ttotal'));
  return Number(total?.split('\t')[0] ?? 0);
}
