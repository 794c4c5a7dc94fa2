import { event as eventSchema, type InstanceEvent } from '../v1/events.ts';
import { fitting } from './caller.ts';
import { demand, demandEqual } from './expectation.ts';
import type { Issuer } from './issuer.ts';
import type { Run } from './run.ts';
import type { Members } from './tokens.ts';
import { open } from './wire.ts';

/** One server-sent event (HTML, 9.2). */
type Message = { event: string; id: string | undefined; data: string };

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
  const { answer, close } = await open(url, { method: 'GET', path, headers });
  demandEqual(answer.statusCode, 200, 'the status of the stream');
  const type = String(answer.headers['content-type'] ?? '');
  demand(type.startsWith('text/event-stream'), 'the type text/event-stream', type);
  const messages = messagesOf(answer);

  /** The next one, be it an event or the end; `undefined`: the connection is over. */
  async function next(): Promise<Message | undefined> {
    const late = setTimeout(() => close(new Error(`nothing came within ${withinMs / 1000} s`)), withinMs);
    try {
      const { value, done } = await messages.next();
      return done ? undefined : value;
    } finally {
      clearTimeout(late);
    }
  }

  async function nextEvent(): Promise<Told> {
    const message = await next();
    demand(message?.event === 'message', 'an event', message ?? 'the end of the stream');
    const { id = '', data } = message;
    demand(cursor.test(id), 'the cursor of the event as its id', id);
    return { id, event: fitting(eventSchema, JSON.parse(data), 'the event') };
  }

  return { next, nextEvent, close: () => close() };
}

async function* messagesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Message> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    const blocks = (rest + decoder.decode(piece, { stream: true })).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const message = messageOf(block);
      if (message) yield message;
    }
  }
}

/** `undefined`: nothing but comments. */
function messageOf(block: string): Message | undefined {
  const fields = block.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^([^:]+):? ?(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [{ name, value: value ?? '' }];
  });
  const last = (name: string) => fields.findLast((one) => one.name === name)?.value;
  const data = fields.filter(({ name }) => name === 'data').map(({ value }) => value);
  if (data.length === 0) return undefined;
  return { event: last('event') ?? 'message', id: last('id'), data: data.join('\n') };
}
