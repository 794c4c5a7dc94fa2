import { tooManyRequests } from '@atrium/contract/errors';
import type { Changes } from '@atrium/server/database/changes';
import type { Login } from '../account/login.ts';
import { bellOf, type Logins } from '../account/logins.ts';

const mostPerLogin = 12;
/** Should the bell have been lost. */
const lookAgainMs = 30_000;

type Parts = { changes: Changes; logins: Logins; stopping: AbortSignal };

/**
 * Streams that are open in browsers. Each ends with its login, when the browser goes, and when the portal stops; none
 * of them keeps a login alive.
 */
export function createStreams({ changes, logins, stopping }: Parts) {
  const open = new Map<string, number>();

  /** `begin` is given the signal at which everything behind the stream must end. */
  async function carry<Value>(
    login: Login,
    caller: AbortSignal | undefined,
    begin: (until: AbortSignal) => Promise<AsyncIterator<Value>>,
  ): Promise<AsyncGenerator<Value, unknown>> {
    if ((open.get(login.id) ?? 0) >= mostPerLogin) throw tooManyRequests();
    const over = new AbortController();
    const until = AbortSignal.any([over.signal, stopping, ...(caller ? [caller] : [])]);
    void keepOpen(login, over, until);
    try {
      return pass(await begin(until), until, () => over.abort());
    } catch (error) {
      over.abort();
      throw error;
    }
  }

  /** Counts the stream as long as it is open, and ends it with its login. */
  async function keepOpen(login: Login, over: AbortController, until: AbortSignal): Promise<void> {
    const bell = changes.subscribe(bellOf(login));
    count(login, 1);
    try {
      while (!until.aborted) {
        await bell.next(lookAgainMs, until);
        if (!until.aborted && !(await logins.isStillThere(login))) over.abort();
      }
    } catch {
      // What cannot be known is over: the browser comes back and asks again.
      over.abort();
    } finally {
      bell.close();
      count(login, -1);
    }
  }

  function count({ id }: Login, change: 1 | -1): void {
    const streams = (open.get(id) ?? 0) + change;
    if (streams > 0) open.set(id, streams);
    else open.delete(id);
  }

  return { carry, open: () => [...open.values()].reduce((sum, count) => sum + count, 0) };
}

export type Streams = ReturnType<typeof createStreams>;

/** An end by `until` is an ordinary end for the browser, which comes back; so is a facility that breaks off. */
async function* pass<Value>(source: AsyncIterator<Value>, until: AbortSignal, over: () => void) {
  const stop = () => void source.return?.().catch(() => {});
  until.addEventListener('abort', stop, { once: true });
  try {
    while (!until.aborted) {
      const { done, value } = await source.next();
      if (done) return value;
      yield value;
    }
  } catch {
    // It began well and broke off: the browser comes back with what it has seen, and is told then what is wrong.
    return undefined;
  } finally {
    until.removeEventListener('abort', stop);
    over();
    stop();
  }
  return undefined;
}
