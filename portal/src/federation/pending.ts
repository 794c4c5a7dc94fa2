import type { Change } from '@atrium/contract/portal/changes';

type Waiting = { change: Change; cursor: string | undefined };

/** More than this for one facility, and it is shorter to say that anything there may have changed. */
const mostOfFacility = 200;

/**
 * What a browser has not been told yet. What is said twice waits once, at the later place: so the cursor of what is
 * taken out never passes what still waits.
 */
export function createPending() {
  const waiting = new Map<string, Waiting>();
  let wake = () => {};

  function add(change: Change, cursor?: string): void {
    const ofFacility = [...waiting].filter(([, { change: other }]) => other.facility === change.facility);
    if (ofFacility.length >= mostOfFacility) {
      for (const [key] of ofFacility) waiting.delete(key);
      put({ change: { what: 'instances', facility: change.facility, instance: null }, cursor });
      put({ change: { what: 'facility', facility: change.facility, instance: null }, cursor });
    }
    put({ change, cursor });
    wake();
  }

  function put(one: Waiting): void {
    const key = `${one.change.what} ${one.change.facility} ${one.change.instance}`;
    waiting.delete(key);
    waiting.set(key, one);
  }

  /** The next, as soon as there is one; `undefined` when aborted. */
  async function take(signal: AbortSignal): Promise<Waiting | undefined> {
    while (!signal.aborted) {
      const [first] = waiting;
      if (first) {
        waiting.delete(first[0]);
        return first[1];
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      signal.addEventListener('abort', wake, { once: true });
      await promise;
      signal.removeEventListener('abort', wake);
    }
    return undefined;
  }

  return { add, take };
}

export type Pending = ReturnType<typeof createPending>;
