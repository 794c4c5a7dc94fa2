import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { expect, inject, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { startTestGateway } from '../testing/gateway.ts';
import { startNginx } from '../testing/nginx.ts';
import { startProbe } from '../testing/probe.ts';

/** A browser, nginx as the documents say, a gateway, and the probe server behind it. */
async function startBehindNginx({ eventSeconds = 0.1, without = [] as string[] } = {}) {
  const port = await freePort();
  const appsUrl = `https://apps.localhost:${port}`;
  const gateway = await startTestGateway({ config: { appsUrl } });
  const { ca } = await startNginx(gateway.port, port, { without });
  const probe = await startProbe({ eventSeconds });
  const label = gateway.connector.grant({}).host.slice(0, 26);
  const host = `${label}.apps.localhost:${port}`;
  const { cookie } = gateway.connector.grant({ reach: probe.reach, host });
  const origin = `https://${host}`;
  const to = { host: '127.0.0.1', port, servername: host.split(':')[0], ca, agent: false as const };
  const headers = { Host: host, Cookie: cookie, Origin: origin };

  function ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
    return httpsRequest({ ...to, path, method: options.method, headers: { ...headers, ...options.headers } });
  }
  return { ask, to, headers, origin };
}

const eventSeconds = () => (inject('full') ? 60 : 0.1);

test.each([
  ['as the documents say', []],
  ['that collects answers, as it does by itself', ['proxy_buffering', 'proxy_read_timeout']],
])(
  'C36: through nginx %s, with and without gzip, each event of an interface arrives as it is sent',
  async (_, without) => {
    const { ask } = await startBehindNginx({ eventSeconds: eventSeconds() * 0.9, without });
    for (const encoding of ['identity', 'gzip, br']) {
      const [answer] = (await once(ask('/sse', { headers: { 'Accept-Encoding': encoding } }).end(), 'response')) as [
        IncomingMessage,
      ];
      const isZipped = answer.headers['content-encoding'] === 'gzip';
      const events: Readable = isZipped ? answer.pipe(createGunzip()) : answer;
      const late: number[] = [];
      events.on('data', (bytes) => {
        for (const [, sentAt] of String(bytes).matchAll(/data: \d+ (\d+)/g)) late.push(Date.now() - Number(sentAt));
      });
      await vi.waitFor(() => expect(late.length).toBeGreaterThanOrEqual(5), {
        timeout: eventSeconds() * 6_000 + 10_000,
      });
      expect(Math.max(...late)).toBeLessThan(1000);
      answer.destroy();
    }
  },
  900_000,
);

test('C36: through nginx an upload of any length comes whole, and is not kept back until it is', async () => {
  const { ask } = await startBehindNginx();
  const piece = Buffer.alloc(2 ** 20, 'atrium');
  const upload = ask('/sum', { method: 'PUT', headers: { 'Content-Length': String(64 * piece.length) } });
  const sum = createHash('sha256');
  for (let sent = 0; sent < 64; sent++) {
    sum.update(piece);
    if (!upload.write(piece)) await once(upload, 'drain');
  }
  upload.end();
  const [answer] = (await once(upload, 'response')) as [IncomingMessage];
  expect(String(Buffer.concat(await answer.toArray()))).toBe(`${64 * piece.length} ${sum.digest('hex')}`);

  const refused = ask('/early', { method: 'PUT', headers: { 'Content-Length': String(2 ** 40) } });
  refused.on('error', () => {}); // What is not taken any more.
  for (let sent = 0; sent < 2; sent++) refused.write(piece);
  const [early] = (await once(refused, 'response')) as [IncomingMessage];
  expect([early.statusCode, String(Buffer.concat(await early.toArray()))]).toEqual([413, '{"why":"big"}']);
  refused.destroy();
});

test('C28: through nginx the target of a request arrives byte for byte, and a WebSocket is agreed to', async () => {
  const { ask, to, headers, origin } = await startBehindNginx();
  for (const path of ['/raw/a%20b', '/raw/a%2Fb', '/raw/a+b;c=d', '/raw?q=%20+&q', '/raw/%E2%82%AC']) {
    const [answer] = (await once(ask(path).end(), 'response')) as [IncomingMessage];
    expect(String(Buffer.concat(await answer.toArray()))).toContain(`GET ${path} HTTP/1.1\r\n`);
  }
  const { ca, servername } = to;
  const options = { headers: { ...headers, Origin: origin }, ca, servername };
  const socket = new WebSocket(`wss://127.0.0.1:${to.port}/ws`, options);
  await once(socket, 'open');
  socket.terminate();
  const foreign = ask('/ws', { headers: { Cookie: 'none=1' } });
  const [stranger] = (await once(foreign.end(), 'response')) as [IncomingMessage];
  expect(stranger.statusCode).toBe(401);
  stranger.resume();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
