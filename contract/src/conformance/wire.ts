import { type ClientRequest, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overTls } from 'node:https';

/** Exactly what is sent: headers in this order, repeated ones too. */
export type Sent = { method: string; path: string; headers?: [string, string][]; body?: string };
export type Answer = { status: number; headers: IncomingMessage['headers']; text: string };

const answerWithinMs = 15_000;
const longestAnswer = 8 * 1024 * 1024;

/** One request on a connection of its own; of a stream, which need not end, no more than that it has begun. `fetch` would repair the address, join headers and add some of its own. */
export async function send(url: string, sent: Sent): Promise<Answer> {
  const { answer, close } = await open(url, sent);
  const late = setTimeout(() => close(new Error('the answer did not end in time')), answerWithinMs);
  try {
    const isStream = answer.headers['content-type']?.startsWith('text/event-stream');
    if (isStream) return { status: answer.statusCode ?? 0, headers: answer.headers, text: '' };
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of answer) {
      pieces.push(piece);
      length += piece.length;
      if (length > longestAnswer) throw new Error('the answer is too long');
    }
    return { status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(pieces).toString() };
  } finally {
    clearTimeout(late);
    close();
  }
}

/** The same, with the answer as it comes. Whoever opens it closes it. */
export async function open(url: string, { method, path, headers = [], body }: Sent) {
  const { protocol, host, hostname, port, pathname } = new URL(url);
  const base = pathname.replace(/\/$/, '');
  const length: [string, string][] = body === undefined ? [] : [['content-length', `${Buffer.byteLength(body)}`]];
  const all = [['host', host], ...headers, ...length].flat();
  const [start, path_] = [protocol === 'https:' ? overTls : overHttp, `${base}${path}`];
  return new Promise<{ answer: IncomingMessage; close: (why?: Error) => void }>((resolve, reject) => {
    const asked: ClientRequest = start({
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port,
      method,
      path: path_,
      headers: all,
      agent: false,
      timeout: answerWithinMs,
    });
    const close = (why?: Error) => asked.destroy(why);
    asked.on('response', (answer) => {
      asked.setTimeout(0);
      resolve({ answer, close });
    });
    asked.on('timeout', () => close(new Error(`no answer within ${answerWithinMs / 1000} s`)));
    asked.on('error', reject);
    asked.end(body);
  });
}
