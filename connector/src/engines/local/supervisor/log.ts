import { closeSync, openSync, renameSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { isFull } from './failure.ts';

const limitBytes = 256 * 1024;

/** A file that keeps the last of what was written, and between one and two times its limit of it. */
export function createLog(file: string) {
  let descriptor = openSync(file, 'a', 0o600);
  let written = 0;

  function write(text: Buffer | string): void {
    try {
      if (written > limitBytes) turn();
      written += writeSync(descriptor, text as string);
    } catch (error) {
      // A full disk must not end what runs: the lines are lost, and the engine says that the disk is full.
      if (!isFull(error)) throw error;
    }
  }

  function turn(): void {
    renameSync(file, `${file}.1`);
    closeSync(descriptor);
    descriptor = openSync(file, 'a', 0o600);
    written = 0;
  }

  const say = (line: string) => write(`${new Date().toISOString()} ${line}\n`);
  const follow = (...streams: (Readable | null)[]) => {
    for (const stream of streams) stream?.on('data', write);
  };

  return { say, follow };
}

export type Log = ReturnType<typeof createLog>;
