import { open } from 'node:fs/promises';

const mostBytes = 64 * 1024;

/** The last lines of a log, across the turn from one file to the next. */
export async function lastLines(file: string, lines: number): Promise<string> {
  const written = (await endOf(`${file}.1`)) + (await endOf(file));
  return written.slice(-mostBytes).trimEnd().split('\n').slice(-lines).join('\n');
}

async function endOf(file: string): Promise<string> {
  try {
    await using handle = await open(file);
    const { size } = await handle.stat();
    const length = Math.min(size, mostBytes);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
