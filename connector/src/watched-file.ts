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
  let text = '';
  let current = file === null ? parse(undefined, name) : await readFirst(file);
  let unread: Problem[] = [];

  async function readFirst(file: string): Promise<Read<Value>> {
    try {
      text = await readText(file);
      return parse(parseJson(text, name), name);
    } catch (error) {
      throw new Error(`${file}: ${(error as Error).message}`);
    }
  }

  async function look(): Promise<void> {
    if (file === null) return;
    try {
      const found = await readText(file);
      if (found !== text) {
        current = parse(parseJson(found, name), name);
        text = found;
        log.info({ file, problems: current.problems }, 'a file has changed and is in force');
        for (const tell of listeners) tell();
      }
      unread = [];
    } catch (error) {
      const message = `${(error as Error).message} What it said before stays in force.`;
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

/** Health is for everybody, so no message names where a file lies. */
async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`${basename(file)} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const withoutContents = (error as Error).message.replace(/, "[\s\S]*$/, '');
    throw new Error(`${name} is no JSON: ${withoutContents}.`);
  }
}
