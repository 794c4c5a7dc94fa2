import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { describe, entryOf } from '../../testing/facility.ts';
import { type FederationWorld, federationWorld, untilJoined } from '../../testing/federation.ts';
import { anInstance } from '../../testing/instance.ts';

let world: FederationWorld;
const ends: (() => void | Promise<void>)[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) => void response.end();

beforeAll(async () => {
  world = await federationWorld(
    [],
    { facilityCalls: { relaySeconds: 1, fanOutSeconds: 1, watchSeconds: 60, longestAnswerBytes: 2 ** 20 } },
    (end) => void ends.push(end),
  );
  const server = createServer((request, response) => answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  await world.portal.drop(entryOf('lumen', `http://127.0.0.1:${port}`));
  await world.browser.signIn();
  await untilJoined(world.portal.url, ['lumen']);
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

async function ask(path = '/instances'): Promise<{ status: number; body: { code?: string; data?: unknown } }> {
  const response = await world.browser.call('GET', `/api/f/lumen/v1${path}`);
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

function json(response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const page = { instances: [anInstance()], next: null };

const broken: [string, (response: ServerResponse, request: IncomingMessage) => void][] = [
  [
    'sends elsewhere',
    (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
  ],
  ['sends to itself for ever', (response, { url = '' }) => response.writeHead(307, { location: url }).end()],
  ['answers a page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hello</h1>')],
  ['answers without a type', (response) => response.writeHead(200).end('{}')],
  ['answers no JSON', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{')],
  ['answers nothing', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end()],
  ['answers a text where a list is', (response) => json(response, { instances: 'none', next: null })],
  ['answers null', (response) => json(response, null)],
  [
    'has HTML as the name of an instance',
    (response) => json(response, { instances: [anInstance({ name: '<img src=x>' })], next: null }),
  ],
  ['has an id that is none', (response) => json(response, { instances: [anInstance({ id: '../../x' })], next: null })],
  ['compresses unasked', (response) => json(response, page, { 'content-encoding': 'gzip' })],
  [
    'announces a gigabyte',
    (response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(2 ** 30) }).end('{'),
  ],
  [
    'is an error of an odd shape',
    (response) => response.writeHead(500, { 'content-type': 'application/json' }).end('"no"'),
  ],
  [
    'is a form',
    (response) => response.writeHead(200, { 'content-type': 'multipart/form-data; boundary=x' }).end('--x--'),
  ],
  [
    'is an attachment',
    (response) =>
      json(response, page, { 'content-disposition': 'attachment; filename=x', 'content-type': 'text/plain' }),
  ],
];

test.each(broken)('SEC-T8: a facility that %s is named as broken', async (_, act) => {
  answer = (request, response) => act(response, request);
  expect(await ask()).toMatchObject({ status: 502, body: { code: 'FACILITY_BROKEN', data: { facility: 'lumen' } } });
});

test.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', ' javascript:alert(1)'])(
  'SEC-T8: a facility whose way to a proposal is %s is named as broken, and the link reaches no page',
  async (accessUrl) => {
    answer = (_, response) => json(response, { ...describe('lumen'), accessUrl });
    const { status, body } = await ask('/facility');
    expect([status, body.code, JSON.stringify(body).includes(accessUrl)]).toEqual([502, 'FACILITY_BROKEN', false]);
  },
);

test('SEC-T8: of an answer that does not end, no more is read than may be', async () => {
  let sent = 0;
  answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const more = () => {
      while (!response.destroyed && sent < 2 ** 30) {
        sent += chunk.length;
        if (!response.write(chunk)) return void response.once('drain', more);
      }
    };
    more();
  };
  expect((await ask()).body.code).toBe('FACILITY_BROKEN');
  expect(sent).toBeLessThan(32 * 2 ** 20);
});

const silent: [string, (response: ServerResponse) => void][] = [
  ['says nothing', () => {}],
  [
    'begins an answer and stops',
    (response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{"instances":'),
  ],
  ['closes the connection', (response) => response.destroy()],
  [
    'breaks off in the middle',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"instances":');
      setImmediate(() => response.destroy());
    },
  ],
  [
    'is away behind its proxy',
    (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
  ],
];

test.each(silent)('SEC-T8: a facility that %s is named as silent', async (_, act) => {
  answer = (_request, response) => act(response);
  expect(await ask()).toMatchObject({
    status: 504,
    body: { code: 'FACILITY_SILENT', data: { facility: 'lumen', since: expect.any(String) } },
  });
});

test('SEC-T8: a facility cannot speak for another, nor send a ticket elsewhere', async () => {
  answer = (_, response) => json(response, { ...describe('helia') });
  expect((await ask('/facility')).body.code).toBe('FACILITY_BROKEN');

  for (const address of [
    `${world.portal.url}/sign-out`,
    'https://evil.example/',
    'http://lumen.localhost:7421/',
    'http://x.lumen.localhost:7422/',
    'http://xlumen.localhost:7421/',
    'https://x.lumen.localhost:7421/',
    'javascript:alert(1)',
  ]) {
    answer = (_, response) => {
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ address, ticket: 'x'.repeat(43), expiresAt: '2026-11-25T09:14:00.000Z' }));
    };
    const body = { instance: 'k3v9q0zt5m1x8d2c', interface: 'lab' };
    const response = await world.browser.call('POST', '/api/f/lumen/v1/access/tickets', body);
    expect(response.status, address).toBe(502);
  }
});

test('SEC-T8: pages of instances that do not end are broken off', async () => {
  let asked = 0;
  answer = ({ url = '' }, response) => {
    if (url.startsWith('/v1/instances')) asked++; // The portal also looks now and then how the facility is.
    json(response, { instances: [], next: String(asked) });
  };
  const response = await world.browser.call('GET', '/api/facilities/lumen/instances');
  expect(response.status).toBe(200);
  expect(asked).toBe(5);
});

test('SEC-T8: an event that does not end, and one of another shape, end the stream and nothing else', async () => {
  for (const text of [
    'data: '.padEnd(2 ** 20, 'x'),
    'event: message\ndata: {"instance":7}\n\n',
    'event: error\ndata: "no"\n\n',
  ]) {
    answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(text);
    };
    const response = await world.browser.call('GET', '/api/f/lumen/v1/events');
    expect(response.status).toBe(200);
    expect(await response.text()).not.toContain('data: {"instance":7}');
  }
  await expect.poll(() => world.portal.openStreams()).toBe(0);
});

test('C35: a kept connection that is gone is found out by a read alone; a change is sent once', async () => {
  const counted = { GET: 0, POST: 0 };
  answer = (request, response) => {
    counted[request.method as 'GET' | 'POST']++;
    if (request.method === 'GET') return json(response, page);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(anInstance()));
  };
  const server = createServer({ keepAliveTimeout: 1 }, (request, response) => answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // It closes each connection right after the answer that says it is kept.
  server.on('request', (_, response) => response.once('finish', () => setImmediate(() => response.socket?.destroy())));
  const { port } = server.address() as AddressInfo;
  await world.portal.drop(entryOf('helia', `http://127.0.0.1:${port}`));
  await expect
    .poll(() => world.browser.call('GET', '/api/f/helia/v1/instances').then(({ status }) => status))
    .toBe(200);
  counted.GET = 0;
  for (let round = 0; round < 50; round++) {
    expect((await world.browser.call('GET', '/api/f/helia/v1/instances')).status).toBe(200);
    expect((await world.browser.call('POST', '/api/f/helia/v1/instances/k3v9q0zt5m1x8d2c/stop')).status).toBe(200);
  }
  expect(counted.POST).toBe(50);
});
