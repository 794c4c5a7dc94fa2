import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FederationWorld, federationWorld } from '../../testing/federation.ts';
import { goToIssuer } from '../../testing/sign-in.ts';
import { headersOfEveryAnswer } from './headers.ts';

let world: FederationWorld;
const ends: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  world = await federationWorld(['lumen', 'helia'], { name: 'Atrium <of> "tests"' }, (end) => void ends.push(end));
  await world.browser.signIn();
  const [lumen] = world.facilities;
  if (!lumen) throw new Error('no facility was made');
  lumen.answers['instances.picture'] = () => ({
    headers: { etag: '"abc"', 'cache-control': 'public, max-age=99' },
    body: new File([new Uint8Array([0xff, 0xd8, 0xff, 0xd9])], 'desktop.jpg', { type: 'image/jpeg' }),
  });
  lumen.answers['me.get'] = () => {
    throw new Error('nobody foresaw this');
  };
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

const noPage = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy': expect.stringContaining('clipboard-write=(self), fullscreen=(self), accelerometer=()'),
  'referrer-policy': 'strict-origin-when-cross-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
const json = { ...noPage, 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };
const page = () => ({
  ...noPage,
  'content-security-policy': [
    "default-src 'self'",
    "script-src 'self' 'nonce-…'",
    "style-src 'self' 'nonce-…'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    `form-action 'self' ${['http://*.helia.localhost:7421', 'http://*.lumen.localhost:7421', world.issuer.url].sort().join(' ')}`,
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    'report-uri /csp-report',
    'report-to csp',
  ].join('; '),
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'reporting-endpoints': `csp="${world.portal.url}/csp-report"`,
});

const picture = () => ({
  ...noPage,
  'content-type': 'image/jpeg',
  'content-disposition': expect.stringMatching(/^inline; /),
  'cache-control': 'private, max-age=99',
  etag: '"abc"',
});
const stream = () => ({
  ...noPage,
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
});
const file = () => ({
  ...noPage,
  'content-type': 'application/javascript; charset=utf-8',
  'cache-control': 'public, max-age=31536000, immutable',
  'accept-ranges': 'bytes',
  etag: expect.any(String),
  'last-modified': expect.any(String),
  vary: 'accept-encoding',
});

type Asked = [string, string, string, number, () => Record<string, unknown>, Record<string, string>?];
const html = { accept: 'text/html' };
const ours = { 'sec-fetch-site': 'same-origin', 'x-atrium': 'page', 'content-type': 'application/json' };

const routes: Asked[] = [
  ['the start', 'GET', '/', 200, page],
  ['a page', 'GET', '/instances/new?data=10.5072%2Fx', 200, page],
  ['a page that is not there', 'GET', '/nowhere', 404, page, html],
  ['nothing, for a program', 'GET', '/nowhere', 404, () => json],
  ['a file that is not there', 'GET', '/assets/nothing.js', 404, () => json],
  ['the template itself', 'GET', '/index.html', 404, () => json],
  ['a way out of the files', 'GET', '/assets/..%2findex.html', 404, () => json],
  ['an address that cannot be read', 'GET', '/%zz', 400, () => json],
  ['an answer for a person', 'GET', '/api/me', 200, () => json],
  ['an answer for everybody', 'GET', '/api/federation', 200, () => json],
  ['an answer of a facility', 'GET', '/api/f/lumen/v1/facility', 200, () => json],
  ['an operation that is not there', 'GET', '/api/nothing', 404, () => json],
  ['a facility that is not there', 'GET', '/api/f/nowhere/v1/me', 404, () => json],
  ['wrong input', 'GET', '/api/launch/dataset', 400, () => json],
  ['a change from elsewhere', 'PUT', '/api/account/preferences', 403, () => json],
  ['a body that is no JSON', 'PUT', '/api/account/preferences', 400, () => json, ours],
  [
    'a body of another type',
    'PUT',
    '/api/account/preferences',
    415,
    () => json,
    { ...ours, 'content-type': 'text/plain' },
  ],
  [
    'a body that is too long',
    'PUT',
    '/api/account/preferences',
    413,
    () => json,
    { ...ours, 'content-length': '999999' },
  ],
  ['a request to be told what was asked', 'TRACE', '/api/me', 403, () => json],
  ['a question of another origin', 'OPTIONS', '/api/me', 403, () => json, { origin: 'https://evil.example' }],
  ['an operation that a facility does not offer', 'GET', '/api/f/helia/v1/me', 501, () => json],
  ['an error of a facility that nobody foresaw', 'GET', '/api/f/lumen/v1/me', 500, () => json],
  ['a picture', 'GET', '/api/f/lumen/v1/instances/k3v9q0zt5m1x8d2c/picture', 200, picture],
  ['a stream', 'GET', '/api/changes', 200, stream],
  ['a file of the pages', 'GET', '/assets/main-1a2b3c.js', 200, file],
  ['a sign-in by a program', 'GET', '/sign-in?issuer=nobody', 403, () => json],
  [
    'a sign-in',
    'GET',
    '/sign-in',
    303,
    () => ({ ...noPage, 'cache-control': 'no-store', location: expect.any(String), 'set-cookie': expect.any(String) }),
  ],
  ['a callback', 'GET', '/sign-in/callback', 403, () => json],
  ['a sign-out from elsewhere', 'POST', '/sign-out', 403, () => json],
  ['a logout without a token', 'POST', '/back-channel-logout', 400, () => json],
  ['a method that is not there', 'DELETE', '/', 404, () => json],
  ['the keys', 'GET', '/.well-known/jwks.json', 200, () => ({ ...json, 'cache-control': 'public, max-age=600' })],
];

test.each(routes)('SEC-H27: the headers of %s (%s %s)', async (_, method, path, status, expected, headers = {}) => {
  const body = method === 'PUT' ? { body: '{' } : {};
  const response = await world.browser.ask(world.portal.url + path, { method, headers, ...body });
  await response.body?.cancel();
  expect(response.status).toBe(status);
  expect(seenOf(response)).toEqual(expected());
});

function seenOf({ headers }: Response): Record<string, string> {
  const hop = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];
  const seen = Object.fromEntries([...headers].filter(([name]) => !hop.includes(name)));
  seen['content-security-policy'] = seen['content-security-policy']?.replaceAll(/nonce-[\w-]{22}/g, 'nonce-…') ?? '';
  return seen;
}

test('the headers of a sign-in that succeeds, a logout of the issuer, a sign-out and a report', async () => {
  const { portal, issuer } = world;
  const browser = portal.openBrowser();
  const empty = { ...noPage, 'cache-control': 'no-store' };
  const away = { ...empty, location: expect.any(String) };
  const callback = await browser.ask(await goToIssuer(browser, portal));
  expect([callback.status, seenOf(callback)]).toEqual([303, { ...away, 'set-cookie': expect.any(String) }]);
  const send = (path: string, type: string, body: string) =>
    browser.ask(portal.url + path, {
      method: 'POST',
      headers: { 'content-type': type, 'sec-fetch-site': 'same-origin' },
      body,
    });
  const token = await issuer.logoutToken({ sid: 'nobody' });
  const form = 'application/x-www-form-urlencoded';
  const logout = await send('/back-channel-logout', form, new URLSearchParams({ logout_token: token }).toString());
  expect([logout.status, seenOf(logout)]).toEqual([200, empty]);
  const out = await send('/sign-out', form, '');
  expect([out.status, seenOf(out)]).toEqual([303, { ...away, 'set-cookie': expect.any(String) }]);
  const report = await send('/csp-report', 'application/csp-report', '{}');
  expect([report.status, seenOf(report)]).toEqual([204, empty]);
});

test('over TLS every answer says that there is no other way, for two years and below this host too', () => {
  const always = { 'strict-transport-security': 'max-age=63072000; includeSubDomains' };
  expect(headersOfEveryAnswer('https://portal.example')).toMatchObject(always);
  expect(headersOfEveryAnswer('http://127.0.0.1:7400')).not.toHaveProperty('strict-transport-security');
});

test('each page has a nonce of its own, in its header and in its scripts, and the head that the settings say', async () => {
  const nonces = new Set<string>();
  for (let times = 0; times < 3; times++) {
    const response = await world.browser.ask(world.portal.url);
    const [, nonce = ''] =
      /script-src 'self' 'nonce-([\w-]{22})'/.exec(response.headers.get('content-security-policy') ?? '') ?? [];
    const text = await response.text();
    expect(text).toContain(`<script type="module" nonce="${nonce}"`);
    expect(text).toContain('<title>Atrium &lt;of&gt; &quot;tests&quot;</title>');
    expect(text).not.toMatch(/ATRIUM_/);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
});

test('files of the pages are kept for ever, and come compressed when they lie there so', async () => {
  const file = join(world.prepared.directory, 'pages/assets/other-4d5e6f.js');
  await writeFile(file, 'export {};');
  await writeFile(`${file}.gz`, gzipSync('export {};'));
  const plain = await world.browser.ask(`${world.portal.url}/assets/other-4d5e6f.js`);
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(plain.headers.get('content-type')).toMatch(/javascript/);
  expect(await plain.text()).toBe('export {};');
  const packed = await world.browser.ask(`${world.portal.url}/assets/other-4d5e6f.js`, {
    headers: { 'accept-encoding': 'gzip, br' },
  });
  expect(packed.headers.get('content-encoding')).toBe('gzip');
  expect(packed.headers.get('vary')).toMatch(/accept-encoding/i);
  expect(gunzipSync(Buffer.from(await packed.arrayBuffer())).toString()).toBe('export {};');
});

test('cookies cannot be read by scripts, go to this host alone and over TLS alone, and end with the browser', async () => {
  const browser = world.portal.openBrowser();
  const begun = await browser.ask(`${world.portal.url}/sign-in`);
  expect(begun.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      /^__Host-atrium-attempt-\w{16}=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    ),
  ]);
  const answered = await browser.visit(begun.headers.get('location') ?? '', 0);
  const done = await browser.ask(answered.response.headers.get('location') ?? '');
  expect(done.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-atrium-attempt-\w{16}=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    expect.stringMatching(/^__Host-atrium=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
  ]);
});

test('SEC-T3, SEC-6.6: a hundred cookies of others, and a header of eight kilobytes, keep nobody out', async () => {
  const fillers = Array.from({ length: 100 }, (_, at) => `filler${at}=${'x'.repeat(60)}`).join('; ');
  const cookie = `__host-atrium=evil; _Host-atrium=evil; ${fillers}; ${world.browser.cookieHeader()}`;
  expect(cookie.length).toBeGreaterThan(7000);
  const response = await world.portal.openBrowser().ask(`${world.portal.url}/api/me`, { headers: { cookie } });
  expect(response.status).toBe(200);
});

test('what a page was kept from doing is reported, and bounded', async () => {
  const report = (body: string) =>
    world.browser.ask(`${world.portal.url}/csp-report`, {
      method: 'POST',
      headers: { 'content-type': 'application/csp-report' },
      body,
    });
  expect((await report('{"csp-report":{"blocked-uri":"https://evil.example"}}')).status).toBe(204);
  expect((await report('x'.repeat(100_000))).status).toBe(413);
  let last = 204;
  for (let sent = 0; sent < 20; sent++) last = (await report('{}')).status;
  expect(last).toBe(429);
});

test('a request that is none is answered by the parser, and by nothing of ours', async () => {
  const socket = connect(Number(new URL(world.portal.url).port), '127.0.0.1');
  socket.write('NONSENSE\r\n\r\n');
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
  socket.destroy();
});
