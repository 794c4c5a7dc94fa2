import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { brotliDecompressSync } from 'node:zlib';
import { controlTaken } from '@atrium/contract/errors';
import { expect, test, vi } from 'vitest';
import { desk } from '../../testing/at-desktop.ts';
import { portalUrl, send, startTestGateway } from '../../testing/gateway.ts';

const control = '/.atrium/api/session/control';
const fromPage = ['Sec-Fetch-Site', 'same-origin', 'x-atrium', 'page'];
const page = ['Sec-Fetch-Site', 'none', 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'document'];

async function startAtViewer(
  wanted: Parameters<Awaited<ReturnType<typeof startTestGateway>>['connector']['grant']>[0] = {},
) {
  const gateway = await startTestGateway();
  const granted = gateway.connector.grant({ interface: desk, ...wanted });
  const ask = (path: string, headers: string[] = []) =>
    send(gateway.port, { path, headers: ['Host', granted.host, 'Cookie', granted.cookie, ...headers] });
  const say = (path: string, text: string, headers: string[]) => {
    const mine = ['Host', granted.host, 'Cookie', granted.cookie, 'Origin', `http://${granted.host}`];
    const body = ['Content-Type', 'application/json', 'Content-Length', String(Buffer.byteLength(text))];
    return send(gateway.port, { method: 'POST', path, headers: [...mine, ...body, ...headers], body: text });
  };
  return { ...gateway, ...granted, ask, say };
}

test('the page of the viewer comes in the language and colours of the grant, under a policy of its own', async () => {
  const { ask, host } = await startAtViewer({ language: 'fr', colourScheme: 'dark' });
  const { status, body, header } = await ask('/.atrium/', page);
  expect(status).toBe(200);
  expect(body).toContain('<html lang="fr" data-scheme="dark">');
  expect(header('content-security-policy')).toEqual([
    `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self' ws://${host}; require-trusted-types-for 'script'; trusted-types 'none'`,
  ]);
  expect(header('cache-control')).toEqual(['no-store']);
});

test('a language is a language, whatever the portal said', async () => {
  const { ask } = await startAtViewer({ language: '"><script>' });
  expect((await ask('/.atrium/', page)).body).toContain('<html lang="en" data-scheme="auto">');
});

test('the files of the page are packed for who can unpack them, and kept by the browser', async () => {
  const { ask } = await startAtViewer();
  const path = '/.atrium/assets/viewer-0123.js';
  const plain = await ask(path);
  const packed = await ask(path, ['Accept-Encoding', 'gzip, br']);
  expect(plain.body).toContain('A viewer for tests');
  expect(packed.header('content-encoding')).toEqual(['br']);
  expect(brotliDecompressSync(Buffer.from(packed.body, 'latin1')).toString()).toBe(plain.body);
  expect(packed.header('cache-control')).toEqual(['private, max-age=31536000, immutable']);
});

test.each([
  '/.atrium/index.html',
  '/.atrium/assets/',
  '/.atrium/../config.ts',
  '/.atrium/assets/%2e%2e/index.html',
  '/.atrium/nothing',
])('no request names another file: %s', async (path) => {
  expect((await (await startAtViewer()).ask(path)).status).toBe(404);
});

test('the address of a desktop alone leads to its viewer', async () => {
  const { ask } = await startAtViewer();
  const { status, header } = await ask('/', page);
  expect([status, header('location')]).toEqual([302, ['/.atrium/']]);
});

test('the session says what the bar shows, and nothing that is secret', async () => {
  const { ask, grant } = await startAtViewer({ viewSecret: 'viewonly', secret: 'canary' });
  const { status, body } = await ask('/.atrium/api/session', ['Sec-Fetch-Site', 'same-origin']);
  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual({
    instance: grant.instance,
    interface: desk,
    facility: grant.facility,
    person: { id: 'anna', name: 'Anna Berg' },
    role: 'owner',
    drives: true,
    people: [],
    ready: true,
    loginEndsAt: grant.endsAt,
    portalUrl,
    language: 'de',
    colourScheme: 'auto',
  });
});

test.each(['notebook', 'web'] as const)(
  'SEC-T6: on the host of a %s there is nothing of it to be read',
  async (kind) => {
    const { ask } = await startAtViewer({ interface: { name: 'x', kind, title: 'X' } });
    for (const path of ['/.atrium/', '/.atrium/api/session', '/.atrium/assets/viewer-0123.js']) {
      expect((await ask(path)).status).toBe(404);
    }
  },
);

test.each([
  ['a sibling', ['Sec-Fetch-Site', 'same-site']],
  ['another site', ['Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Mode', 'cors']],
])('SEC-H9: a page of %s gets neither page nor session', async (_, headers) => {
  const { ask } = await startAtViewer();
  for (const path of ['/.atrium/', '/.atrium/api/session', '/.atrium/api/session/changes']) {
    const { status, body } = await ask(path, headers);
    expect([status, JSON.parse(body).code]).toEqual([403, 'REQUEST_FORBIDDEN']);
  }
});

test('without the cookie there is neither page nor session', async () => {
  const { port, host } = await startAtViewer();
  for (const path of ['/.atrium/', '/.atrium/api/session', '/.atrium/assets/viewer-0123.js']) {
    const { status, body } = await send(port, { path, headers: ['Host', host] });
    expect([status, JSON.parse(body).code]).toEqual([401, 'ACCESS_ENDED']);
  }
});

test('nothing but keyboard and pointer is changed by way of the viewer', async () => {
  const { say } = await startAtViewer();
  for (const path of ['/.atrium/', '/.atrium/api/session', '/.atrium/api/nothing'])
    expect((await say(path, '{}', fromPage)).status).toBe(404);
});

test('UC-T2: keyboard and pointer are asked of the connector, for the person of the grant', async () => {
  const { say, grant, connector } = await startAtViewer();
  const to = 'k3v9q0zt5m1x8d2c';
  const { status, body } = await say(control, JSON.stringify({ act: 'pass', to }), fromPage);
  expect([status, body]).toEqual([200, '{}']);
  expect(connector.controls).toEqual([{ id: grant.id, act: 'pass', to }]);
  connector.refuseControl(controlTaken({ driver: 'Bob' }));
  const refused = await say(control, '{"act":"take"}', fromPage);
  expect([refused.status, JSON.parse(refused.body).code]).toEqual([409, 'CONTROL_TAKEN']);
  connector.stop();
  const away = await say(control, '{"act":"take"}', fromPage);
  expect([away.status, JSON.parse(away.body).code]).toEqual([503, 'CONNECTOR_UNREACHABLE']);
});

test.each([
  ['without the header of the page', '{"act":"take"}', fromPage.slice(0, 2), 403, 'CROSS_SITE'],
  ['without saying from where', '{"act":"take"}', fromPage.slice(2), 403, 'CROSS_SITE'],
  ['an act that is none', '{"act":"seize"}', fromPage, 400, 'INPUT_INVALID'],
  ['another field', '{"act":"take","force":true}', fromPage, 400, 'INPUT_INVALID'],
  ['no JSON', '{"act":', fromPage, 400, 'MALFORMED_REQUEST'],
  ['a long body', JSON.stringify({ act: 'take', to: 'x'.repeat(1100) }), fromPage, 413, 'BODY_TOO_LARGE'],
])('control asked with %s is refused, and nobody is asked', async (_, text, headers, status, code) => {
  const { say, connector } = await startAtViewer();
  const answer = await say(control, text, headers);
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([status, code]);
  expect(connector.controls).toEqual([]);
});

test('changes of the session arrive as they happen, while the connector is away too, and end with the right', async () => {
  const { port, host, cookie, connector, grant, grants } = await startAtViewer();
  const stream = await follow(port, host, cookie);
  await vi.waitFor(() => expect(stream.sessions()).toMatchObject([{ ready: true }]));
  connector.change(grant, { ready: false, instance: { ...grant.instance, state: 'stopped' } });
  await vi.waitFor(() =>
    expect(stream.sessions()).toMatchObject([{}, { ready: false, instance: { state: 'stopped' } }]),
  );
  connector.stop();
  await vi.waitFor(() => expect(connector.followers()).toBe(0));
  const other = await follow(port, host, cookie);
  await vi.waitFor(() => expect(other.sessions()).toMatchObject([{ ready: false }]));
  expect(Array.from(grants.inUse(), ({ guests }) => guests.uses)).toEqual([0]);
  await connector.restart();
  connector.end(grant);
  await Promise.all([stream.closed, other.closed]);
});

test('C36: the changes come at once through what buffers and packs, and never fall silent', async () => {
  const { port, host, cookie } = await startAtViewer();
  const { response, text } = await follow(port, host, cookie);
  expect(response.headers).toMatchObject({ 'x-accel-buffering': 'no', 'cache-control': 'no-store, no-transform' });
  await vi.waitFor(() => expect(text()).toMatch(/\n: [^\n]*\n/), { timeout: 10_000 });
});

async function follow(port: number, host: string, cookie: string) {
  const headers = { Host: host, Cookie: cookie };
  const asked = httpRequest({ port, path: '/.atrium/api/session/changes', headers, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const closed = new Promise<void>((resolve) => response.once('close', resolve));
  let received = '';
  response.on('error', () => {});
  response.on('data', (bytes) => {
    received += bytes;
  });
  const sessions = () => Array.from(received.matchAll(/^data: (.+)$/gm), ([, json]) => JSON.parse(json ?? ''));
  return { response, closed, sessions, text: () => received };
}
