import { demand, demandEqual } from './expectation.ts';
import { open, type Sent } from './wire.ts';

/** One server-sent event (HTML, 9.2). */
export type Message = { event: string; id: string | undefined; data: string };

/** Whoever opens it closes it. `withinMs`: so long may nothing come while something is waited for. */
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

  return { next, close: () => close() };
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
