import { performance } from 'node:perf_hooks';
import type { callsTo } from '../facility/calls.ts';

/** When instances of these people become ready, as their own event streams tell it. */
export async function watchReady(
  calls: ReturnType<typeof callsTo>,
  tokenFor: (person: string) => Promise<string>,
  people: string[],
) {
  const seen = new Map<string, PromiseWithResolvers<number>>();
  const of = (id: string) => {
    const known = seen.get(id) ?? Promise.withResolvers<number>();
    seen.set(id, known);
    return known;
  };
  const hear = (line: string) => {
    const event = eventIn(line);
    if (event?.state === 'ready') of(event.instance).resolve(performance.now());
    if (event?.state === 'failed') of(event.instance).reject(new Error(`an instance failed: ${line}`));
  };
  const closing = await Promise.all(
    people.map(async (person) => calls.follow('/v1/events', await tokenFor(person), hear)),
  );
  return {
    isReady: (id: string) => of(id).promise,
    close: () => {
      for (const close of closing) close();
    },
  };
}

/** What a line of an event stream says of an instance, if it does. */
function eventIn(line: string): { instance: string; state: string } | undefined {
  if (!line.startsWith('data: {')) return undefined;
  const event = JSON.parse(line.slice('data: '.length));
  return typeof event.instance === 'string' ? event : undefined;
}
