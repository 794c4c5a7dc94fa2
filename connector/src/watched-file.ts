import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Logger } from 'pino';
import type { Problem } from './engines/engine.ts';

const settleMs = 30;
/** Network file systems tell nothing, and a directory that is replaced takes its watcher along. */
const lookAnywayMs = 2000;

/** Calls `look` soon after something changes in a directory, never twice at once. */
export function watchDirectory(directory: string, look: () => Promise<void>) {
  let looking = Promise.resolve();
  let due: NodeJS.Timeout | undefined;
  const again = () => {
    looking = looking.then(look);
  };
  const soon = () => {
    due ??= setTimeout(() => {
      due = undefined;
      again();
    }, settleMs);
  };
  const watcher = watchIfPossible(directory, soon);
  const interval = setInterval(again, lookAnywayMs);
  return {
    close: async () => {
      watcher?.close();
      clearInterval(interval);
      clearTimeout(due);
      await looking;
    },
  };
}

function watchIfPossible(directory: string, onChange: () => void) {
  try {
    return watch(directory, onChange).on('error', () => onChange());
  } catch {
    return undefined;
  }
}

/** What a file says, and what is wrong with single entries of it, which then count for nothing. */
export type Read<Value> = { value: Value; problems: Problem[] };

export type Watched<Value> = Awaited<ReturnType<typeof openWatchedFile<Value>>>;

/**
 * A file of the facility's own, whose changes take effect without a restart. An entry that is wrong counts for nothing.
 * A file that cannot be read as a whole changes nothing: the last good one stays in force, and health says so; the first
 * time it is an error, for nothing is in force yet. `null`: there is no such file, and `parse` is given `undefined`.
 */
export async function openWatchedFile<Value>(
  file: string | null,
  parse: (written: unknown, name: string) => Read<Value>,
  log: Logger,
) {
  const name = file === null ? '' : basename(file);
  const listeners = new Set<() => unknown>();
  let text = file === null ? '' : await readFile(file, 'utf8').catch((error) => fail(file, error));
  let current = parse(file === null ? undefined : parseJson(text, file), file ?? '');
  let unread: Problem[] = [];

  async function look(): Promise<void> {
    if (file === null) return;
    try {
      const found = await readFile(file, 'utf8');
      if (found === text) {
        unread = [];
        return;
      }
      current = parse(parseJson(found, file), file);
      text = found;
      unread = [];
      log.info({ file, problems: current.problems }, 'a file has changed and is in force');
      for (const tell of listeners) tell();
    } catch (error) {
      const message = `${(error as Error).message}. What it said before stays in force.`;
      if (unread.length === 0) log.error({ file, reason: message }, 'a file cannot be used');
      unread = [{ code: 'FILE_UNREADABLE', message, subject: name }];
    }
  }

  const watching = file === null ? undefined : watchDirectory(dirname(file), look);
  return {
    current: () => current.value,
    problems: () => [...unread, ...current.problems],
    onChange: (listener: () => unknown) => void listeners.add(listener),
    close: async () => watching?.close(),
  };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail(file, error);
  }
}

function fail(file: string, error: unknown): never {
  throw new Error(`${file} cannot be read: ${(error as Error).message}`);
}
