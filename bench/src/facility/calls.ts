import { Agent, request } from 'node:http';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';

type Call = { method: string; path: string; token: string; key?: string; body?: object };

/** Calls a connector as a portal does, by connections that stay. Little of the measured time is spent here. */
export function callsTo(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  async function call({ method, path, token, key, body }: Call) {
    const sent = body && JSON.stringify(body);
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number;
      body: string;
      milliseconds: number;
    }>();
    const began = performance.now();
    const asked = request(`${url}${path}`, {
      agent,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(sent && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
        ...(key && { 'idempotency-key': key }),
      },
    });
    asked.on('error', reject).on('response', async (answer) => {
      try {
        const said = await text(answer);
        resolve({ status: answer.statusCode ?? 0, body: said, milliseconds: performance.now() - began });
      } catch (error) {
        reject(error);
      }
    });
    asked.end(sent);
    return promise;
  }

  /** The lines of an event stream, until it is closed. */
  async function follow(path: string, token: string, onLine: (line: string) => void): Promise<() => void> {
    const { promise, resolve, reject } = Promise.withResolvers<() => void>();
    const asked = request(`${url}${path}`, { agent: false, headers: { authorization: `Bearer ${token}` } });
    asked.on('error', reject).on('response', (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`${path} answered ${answer.statusCode}`));
      let rest = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        const lines = (rest + piece).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine(line);
      });
      answer.on('error', () => {}); // It is closed from here.
      resolve(() => asked.destroy());
    });
    asked.end();
    return promise;
  }

  return { call, follow, close: () => agent.destroy() };
}
