import type { InstanceEvent } from '@atrium/contract/v1/events';
import { expect, vi } from 'vitest';
import type { startTestConnector } from './connector.ts';

type Client = ReturnType<Awaited<ReturnType<typeof startTestConnector>>['clientOf']>;

/**
 * The log of an instance when it holds what is waited for. A feed shows nothing that is younger than a transaction that
 * still runs somewhere on the server, which all tests share.
 */
export function logWhen(client: Client, instance: string, holds: (events: InstanceEvent[]) => boolean) {
  return vi.waitFor(async () => {
    const { events } = await client.events.list({ instance });
    expect(holds(events)).toBe(true);
    return events;
  }, 10_000);
}

/** The next event of a stream that is one of these; others may come before. */
export async function nextOf(stream: Awaited<ReturnType<Client['events']['stream']>>, ...actions: string[]) {
  for (;;) {
    const { value, done } = await stream.next();
    if (done) throw new Error('the stream is over');
    if (actions.includes(value.action)) return value;
  }
}
