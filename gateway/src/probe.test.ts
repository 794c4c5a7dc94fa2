import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, inject, test, vi } from 'vitest';
import { send, sendRaw, startGatewayAlone, startTestGateway } from '../testing/gateway.ts';
import { startProbe } from '../testing/probe.ts';

/** The cases of `facts/cases.md` that need a server whose every byte is known: a real one, in Python, without a library. */
async function startAtProbe(
  probeWanted: Parameters<typeof startProbe>[0] = {},
  limits: Parameters<typeof startTestGateway>[0] = {},
) {
  const gateway = await startTestGateway(limits);
  const probe = await startProbe(probeWanted);
  const granted = gateway.connector.grant({ reach: probe.reach });
  const origin = `http://${granted.host}`;
  const headers = ['Host', granted.host, 'Cookie', granted.cookie, 'Origin', origin];
  const ask = (path: string, method = 'GET', body?: string) =>
    send(gateway.port, {
      method,
      path,
      body,
      headers: [...headers, ...(body ? ['Content-Length', `${body.length}`] : [])],
    });
  return { ...gateway, ...granted, probe, headers, origin, ask };
}

test.each([
  '/raw/a%20b',
  '/raw/a%2Fb',
  '/raw/@org/p~1',
  '/raw/a+b;c=d',
  '/raw/50%25',
  '/raw?q=%20+&q',
  '/raw/%E2%82%AC',
  '/raw//x/y',
])('C28: the target %s reaches the interface byte for byte', async (path) => {
  const { ask } = await startAtProbe();
  const line = `GET ${path} HTTP/1.1\r\n`;
  expect((await ask(path)).body).toBe(`${line}${Buffer.from(line).toString('hex')}`);
});

test.each(['//x/y', '/raw/../z'])(
  'C28: %s arrives as it is or is refused, and never as something else',
  async (path) => {
    const { port, host, cookie } = await startAtProbe();
    const answer = await sendRaw(
      port,
      `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
    );
    if (!answer.startsWith('HTTP/1.1 400 '))
      expect(answer).toMatch(path === '//x/y' ? /^HTTP\/1\.1 200 / : `GET ${path} HTTP`);
  },
);

test('C33: an early refusal arrives whole, 20 times of 20, and the next request is fine', async () => {
  const { port, headers, ask } = await startAtProbe();
  const piece = Buffer.alloc(1_000_000);
  for (let round = 0; round < 20; round++) {
    const expect100 = round % 2 === 0 ? ['Expect', '100-continue'] : [];
    const upload = httpRequest({
      port,
      method: 'PUT',
      path: '/early',
      agent: false,
      headers: [...headers, 'Content-Length', String(50 * piece.length), ...expect100],
    });
    upload.on('error', () => {}); // What is not taken any more.
    const answered = once(upload, 'response') as Promise<[IncomingMessage]>;
    for (let count = 0; count < 50 && !upload.destroyed; count++) upload.write(piece);
    const [response] = await answered;
    expect([response.statusCode, String(Buffer.concat(await response.toArray()))]).toEqual([413, '{"why":"big"}']);
    upload.destroy();
  }
  expect((await ask('/sum')).status).toBe(200);
});

test('C35: an interface that closes idle connections costs nobody an answer, and no POST is sent twice', async () => {
  const [idleSeconds, rounds] = inject('full') ? [1, 500] : [0.03, 500];
  const { ask } = await startAtProbe({ idleSeconds });
  for (let round = 0; round < rounds; round++) {
    expect((await ask('/sum', round % 2 ? 'POST' : 'GET', round % 2 ? 'x' : undefined)).status).toBe(200);
    await delay(idleSeconds * 1000 - 6 + (round % 9));
  }
  expect(JSON.parse((await ask('/count')).body)).toMatchObject({ posted: rounds / 2, methods: { POST: rounds / 2 } });
}, 600_000);

test('C36: an event arrives as it is sent, and nothing cuts a stream that is quiet', async () => {
  const eventSeconds = inject('full') ? 60 : 0.5;
  const { port, headers } = await startAtProbe({ eventSeconds });
  const [stream] = (await once(httpRequest({ port, path: '/sse', headers, agent: false }).end(), 'response')) as [
    IncomingMessage,
  ];
  const seen: number[] = [];
  stream.on('data', (bytes) => {
    for (const [, sentAt] of String(bytes).matchAll(/data: \d+ (\d+)/g)) seen.push(Date.now() - Number(sentAt));
  });
  await vi.waitFor(() => expect(seen.length).toBe(10), { timeout: eventSeconds * 11_000 });
  expect(Math.max(...seen)).toBeLessThan(1000);
  stream.destroy();
}, 700_000);

test('C38: whichever side ends, by whatever way, no socket is left', async () => {
  const many = inject('full') ? 2_010 : 90;
  // These clients answer no ping, and are many.
  const limits = { silentMs: 600_000, mostPerGrant: 3 * many };
  const { port, host, cookie, headers, ask, probe } = await startAtProbe({}, { limits });
  await ask('/sum');
  await vi.waitFor(() => expect(descriptors()).toBeGreaterThan(0));
  const atRest = descriptors();
  const webSockets: Socket[] = [];
  const posts: ClientRequest[] = [];
  // Not in one instant: a server takes so many newcomers at once and no more.
  for (let opened = 30; opened <= many; opened += 30) {
    while (webSockets.length < opened) {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      socket.write(upgrade(host, cookie));
      webSockets.push(socket.resume());
    }
    await vi.waitFor(() => expect(descriptors()).toBeGreaterThanOrEqual(atRest + 3 * opened - 5), 20_000);
  }
  for (let opened = 30; opened <= many; opened += 30) {
    while (posts.length < opened) {
      const framing = ['Content-Length', '1000'];
      const post = httpRequest({ port, method: 'POST', path: '/sum', agent: false, headers: [...headers, ...framing] });
      post.on('error', () => {});
      post.write('half');
      posts.push(post);
    }
    const wanted = atRest + 3 * webSockets.length + 3 * opened - 10;
    await vi.waitFor(() => expect(descriptors()).toBeGreaterThanOrEqual(wanted), 20_000);
  }
  const third = Math.floor(many / 3);
  for (const socket of webSockets.slice(0, third)) socket.resetAndDestroy();
  for (const socket of webSockets.slice(third, 2 * third)) socket.end();
  for (const post of posts.slice(0, third)) (post.socket as Socket).resetAndDestroy();
  for (const post of posts.slice(third, 2 * third)) (post.socket as Socket).end();
  await probe.kill();
  await vi.waitFor(
    () => {
      for (const { socket } of posts) if (socket?.readableEnded) socket.destroy();
      expect(descriptors()).toBeLessThanOrEqual(atRest + 5);
    },
    { timeout: 60_000, interval: 100 },
  );
}, 180_000);

test('C39: an upload that is slow but comes has no limit; one that stalls is refused, and says so', async () => {
  const { port, headers, ask } = await startAtProbe({}, { limits: { stallMs: 300, headMs: 200 } });
  const slow = httpRequest({
    port,
    method: 'PUT',
    path: '/sum',
    agent: false,
    headers: [...headers, 'Content-Length', '30'],
  });
  const answered = once(slow, 'response') as Promise<[IncomingMessage]>;
  for (let count = 0; count < 30; count++) {
    slow.write('x');
    await delay(30);
  }
  slow.end();
  const [response] = await answered;
  expect([response.statusCode, String(Buffer.concat(await response.toArray()))]).toEqual([
    200,
    expect.stringMatching(/^30 /),
  ]);

  const stalled = httpRequest({
    port,
    method: 'PUT',
    path: '/sum',
    agent: false,
    headers: [...headers, 'Content-Length', '30'],
  });
  stalled.write('half');
  const [refused] = (await once(stalled, 'response')) as [IncomingMessage];
  const body = JSON.parse(String(Buffer.concat(await refused.toArray())));
  expect([refused.statusCode, body.code]).toEqual([408, 'BODY_STALLED']);
  stalled.destroy();
  expect((await ask('/sum')).status).toBe(200);
});

test('C39: a head that comes too slowly is cut, also while nobody has said a byte', async () => {
  const { port } = await startAtProbe({}, { limits: { headMs: 200 } });
  const [silent, slow] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  slow.write('GET / HTTP/1.1\r\nHos');
  await Promise.all([silent, slow].map((socket) => once(socket.on('error', () => {}).resume(), 'close')));
});

const mebibyte = 1024 * 1024;

test('C29: a body of any length goes up and down whole, and the gateway does not grow', {
  timeout: 300_000,
}, async () => {
  const { port, connector, growthDuring } = await startGatewayAlone();
  const probe = await startProbe();
  const { host, cookie } = connector.grant({ reach: probe.reach });
  const headers = ['Host', host, 'Cookie', cookie, 'Origin', `http://${host}`];
  const size = (inject('full') ? 4096 : 1024) * mebibyte;
  await passBothWays(64 * mebibyte); // What is kept for good: compiled code, and buffers for the next one.
  expect((await growthDuring(() => passBothWays(size))) / mebibyte).toBeLessThan(50);

  async function passBothWays(length: number): Promise<void> {
    const framing = ['Content-Length', String(length)];
    const upload = httpRequest({ port, method: 'PUT', path: '/sum', agent: false, headers: [...headers, ...framing] });
    const piece = Buffer.alloc(mebibyte);
    for (let sent = 0; sent < length; sent += piece.length) if (!upload.write(piece)) await once(upload, 'drain');
    upload.end();
    const [stored] = (await once(upload, 'response')) as [IncomingMessage];
    expect(String(Buffer.concat(await stored.toArray()))).toMatch(new RegExp(`^${length} `));
    const asked = httpRequest({ port, path: `/big/${length}`, headers, agent: false }).end();
    const [download] = (await once(asked, 'response')) as [IncomingMessage];
    let received = 0;
    for await (const bytes of download) received += bytes.length;
    expect(received).toBe(length);
  }
});

function upgrade(host: string, cookie: string): string {
  const common = `GET /ws HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nOrigin: http://${host}\r\n`;
  return `${common}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`;
}

function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
