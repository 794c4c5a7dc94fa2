import { event as eventSchema, type InstanceEvent } from '../v1/events.ts';
import { fitting } from './caller.ts';
import { exchangeOf } from './exchange.ts';
import { demand, demandEqual } from './expectation.ts';
import { open, type Sent } from './wire.ts';

/** One server-sent event (HTML, 9.2). */
export type Message = { event: string; id: string | undefined; data: string };

const cursor = /^\d{1,19}\.\d{1,15}$/;

/** A stream of events of the contract. Whoever opens it closes it. */
export async function openStream(url: string, sent: Sent, withinMs: number) {
  const { answer, close } = await open(url, sent);
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

  async function nextEvent(): Promise<{ id: string; event: InstanceEvent }> {
    const message = await next();
    demand(message?.event === 'message', 'an event', message ?? 'the end of the stream');
    const { id = '', data } = message;
    demand(cursor.test(id), 'the cursor of the event as its id', id);
    return { id, event: fitting(eventSchema, JSON.parse(data), 'the event') };
  }

  return { next, nextEvent, close: () => close(), exchange: exchangeOf(sent, `200\ncontent-type: ${type}`) };
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
