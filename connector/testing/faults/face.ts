import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { open } from '@atrium/contract/conformance/wire';
import type { Answered, Asked, Spoiling } from './fault.ts';

/** The face of a connector, with one thing spoiled: passes everything on to the real one behind it. */
export async function startFace(connectorUrl: string, { asked: spoilAsked, answered, told }: Spoiling) {
  const server = createServer((request, response) => {
    relay(request, response).catch((error: Error) => response.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(request);
    const spoilt = spoilAsked?.(asked) ?? asked;
    if ('status' in spoilt) return reply(response, spoilt);
    const { answer, close } = await open(connectorUrl, bodyless(spoilt));
    response.on('close', () => close());
    const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
    for (const hop of ['connection', 'keep-alive', 'transfer-encoding', 'content-length']) delete headers[hop];
    const status = answer.statusCode ?? 500;
    if (headers['content-type']?.startsWith('text/event-stream'))
      return pass(answer, response, { status, headers }, asked);
    const body = (await answer.toArray()).join('');
    reply(response, answered?.({ status, headers, body }, asked) ?? { status, headers, body });
  }

  async function pass(
    events: IncomingMessage,
    response: ServerResponse,
    { status, headers }: Omit<Answered, 'body'>,
    asked: Asked,
  ) {
    response.writeHead(status, headers).flushHeaders();
    let rest = '';
    for await (const piece of events) {
      const blocks = (rest + piece).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const isEvent = /^data:/m.test(block);
        const kept = isEvent && told ? told(block, asked) : block;
        if (kept !== undefined) response.write(`${kept}\n\n`);
      }
    }
    response.end();
  }

  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const { method = 'GET', url: path = '/', rawHeaders } = request;
  const headers = rawHeaders.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name.toLowerCase(), rawHeaders[at + 1] ?? '']] : [],
  );
  const own = ['host', 'content-length', 'connection'];
  const body = (await request.toArray()).join('');
  return { method, path, headers: headers.filter(([name]) => !own.includes(name)), body };
}

/** A request without a body has no length either. */
function bodyless({ body, ...asked }: Asked) {
  return body === '' && ['GET', 'DELETE'].includes(asked.method) ? asked : { ...asked, body };
}

function reply(response: ServerResponse, { status, headers, body }: Answered): void {
  response.writeHead(status, headers).end(body);
}
