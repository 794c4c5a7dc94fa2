import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunMark } from './run-plan.ts';

/** Where the files of one run lie. Names are short: the path of a Unix socket holds 107 bytes. */
export function runDirectory(directory: string) {
  return {
    directory,
    plan: join(directory, 'run.json'),
    lock: join(directory, 'lock'),
    mark: join(directory, 'mark.json'),
    control: join(directory, 'control'),
    log: join(directory, 'log'),
    etc: join(directory, 'etc'),
    interface: (index: number) => interfaceDirectory(join(directory, String(index))),
  };
}

/** Of one interface: `run` is what the person sees, all else is out of reach. */
export function interfaceDirectory(directory: string) {
  return {
    directory,
    run: join(directory, 'run'),
    begun: join(directory, 'run', 'begun'),
    /** A second name of the interface's socket, in a folder in which the person can put nothing. */
    answer: join(directory, 'answer'),
    credential: join(directory, 'credential.json'),
    log: join(directory, 'log'),
  };
}

/** The longest path of a Unix socket in a run, beyond the engine's directory. */
export const longestSocketBytes = '/runs/12345678-1234567890123456-12345/10/answer'.length;
export const socketLimitBytes = 107;

const markBytes = 4096;

/** @throws Error with code EEXIST when a supervisor has begun this run before: a run begins once. */
export function createMark(path: string): Promise<FileHandle> {
  return open(path, 'wx', 0o600);
}

/** Always the same bytes at the same place, so that it needs no new block of a disk that is full. */
export async function writeMark(file: FileHandle, mark: RunMark): Promise<void> {
  await file.write(JSON.stringify(mark).padEnd(markBytes), 0);
}

/** undefined: no supervisor has ever begun it, or has not got as far as saying so. */
export async function readMark(path: string): Promise<RunMark | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
