import { event as eventSchema, type InstanceEvent } from '../v1/events.ts';
import { fitting } from './caller.ts';
import { demand } from './expectation.ts';
import type { Issuer } from './issuer.ts';
import type { Run } from './run.ts';
import { openStream } from './stream.ts';
import type { Members } from './tokens.ts';

const cursor = /^\d{1,19}\.\d{1,15}$/;

export type Told = { id: string; event: InstanceEvent };
export type Stream = Awaited<ReturnType<typeof follow>>;

type Options = { lastEventId?: string | undefined; claims?: Members };

/** The stream of events of one person. Whoever opens it closes it. */
export async function follow(
  { url, tokens, issuer, patienceMs: withinMs }: Run,
  person: keyof Issuer['persons'],
  query: Record<string, string> = {},
  { lastEventId, claims = {} }: Options = {},
) {
  const headers: [string, string][] = [
    ['authorization', `Bearer ${tokens.ofPerson(issuer.persons[person], claims)}`],
    ['accept', 'text/event-stream'],
  ];
  if (lastEventId !== undefined) headers.push(['last-event-id', lastEventId]);
  const path = `/v1/events?${new URLSearchParams(query)}`;
  const { next, close } = await openStream(url, { method: 'GET', path, headers }, withinMs);

  async function nextEvent(): Promise<Told> {
    const message = await next();
    demand(message?.event === 'message', 'an event', message ?? 'the end of the stream');
    const { id = '', data } = message;
    demand(cursor.test(id), 'the cursor of the event as its id', id);
    return { id, event: fitting(eventSchema, JSON.parse(data), 'the event') };
  }

  return { next, nextEvent, close };
}
