import { expect, test } from 'vitest';
import { desk } from '../testing/at-desktop.ts';
import { portalUrl, send, startScripted, startTestGateway } from '../testing/gateway.ts';

const policy = (...sources: string[]) =>
  ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", ...sources].join('; ');
const style = expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'; style-src 'sha256-[\w+/=]+'$/);

/** On every answer, whoever gives it. */
const apart = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
};
const redirect = {
  ...apart,
  'content-security-policy': policy(),
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  location: expect.any(String),
};
const refusal = {
  ...apart,
  'content-security-policy': style,
  'cache-control': 'no-store',
  'content-type': 'application/json; charset=utf-8',
  'referrer-policy': 'no-referrer',
  vary: 'Accept-Language',
};
const refusalPage = { ...refusal, 'content-type': 'text/html; charset=utf-8' };
const viewer = { ...apart, 'content-security-policy': policy(), 'referrer-policy': 'same-origin' };
const data = { ...viewer, 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' };

type Headers = Record<string, unknown>;
type Asked = { path: string; method?: string; cookie?: string; headers?: string[]; body?: string };
const page = ['Sec-Fetch-Site', 'none', 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'document'];
const ours = ['Sec-Fetch-Site', 'same-origin', 'X-Atrium', 'page', 'Content-Type', 'application/json'];
const nobody = { cookie: '' };

const answers: [string, Asked, number, Headers][] = [
  ['nobody, as a program', { path: '/lab', ...nobody }, 401, refusal],
  [
    'nobody, as a page',
    { path: '/lab', ...nobody, headers: page },
    401,
    { ...refusalPage, 'clear-site-data': '"cookies", "storage"' },
  ],
  ['a page of another site', { path: '/.atrium/', headers: ['Sec-Fetch-Site', 'cross-site'] }, 403, refusal],
  ['a method that is never passed on', { path: '/x', method: 'TRACE' }, 403, refusal],
  ['a link to the desk for tickets', { path: '/.atrium/ticket' }, 404, refusal],
  ['an address of ours that is not there', { path: '/.atrium/nothing' }, 404, refusal],
  ['the address of a desktop alone', { path: '/' }, 302, redirect],
  [
    'the page of the viewer',
    { path: '/.atrium/', headers: page },
    200,
    {
      ...viewer,
      'content-security-policy': expect.stringContaining(`${policy("script-src 'self'")}; style-src 'self';`),
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      'permissions-policy': expect.stringContaining('camera=()'),
    },
  ],
  [
    'a file of the viewer',
    { path: '/.atrium/assets/viewer-0123.js' },
    200,
    {
      ...viewer,
      'cache-control': 'private, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      vary: 'Accept-Encoding',
    },
  ],
  [
    'the session',
    { path: '/.atrium/api/session', headers: ours.slice(0, 2) },
    200,
    { ...data, 'content-type': 'application/json' },
  ],
  [
    'control that is refused',
    { path: '/.atrium/api/session/control', method: 'POST', headers: ours, body: '{' },
    400,
    { ...data, 'content-type': 'application/json' },
  ],
  [
    'control asked by another page',
    { path: '/.atrium/api/session/control', method: 'POST', headers: ours.slice(2), body: '{}' },
    403,
    refusal,
  ],
];

test.each(answers)('the headers for %s', async (_, asked, status, expected) => {
  const { port, connector } = await startTestGateway();
  const granted = connector.grant({ interface: desk });
  const { path, method = 'GET', cookie = granted.cookie, headers = [], body } = asked;
  const origin = method === 'POST' ? ['Origin', `http://${granted.host}`, 'Content-Length', String(body?.length)] : [];
  const answer = await send(port, {
    path,
    method,
    headers: ['Host', granted.host, ...(cookie ? ['Cookie', cookie] : []), ...origin, ...headers],
    ...(body === undefined ? {} : { body }),
  });
  expect([answer.status, seen(answer.headers)]).toEqual([status, expected]);
});

test('the headers where a ticket is taken, and for a host that is none', async () => {
  const { port, connector } = await startTestGateway();
  const { host, ticket } = connector.ticketFor({});
  const body = `ticket=${ticket}`;
  const form = ['Content-Type', 'application/x-www-form-urlencoded', 'Content-Length', String(body.length)];
  const headers = ['Host', host, 'Origin', portalUrl, ...form, ...page.slice(2)];
  const taken = await send(port, { method: 'POST', path: '/.atrium/ticket', headers, body });
  expect([taken.status, seen(taken.headers)]).toEqual([303, { ...redirect, 'set-cookie': expect.any(String) }]);
  const unknown = await send(port, { headers: ['Host', 'x.apps.localhost'] });
  expect([unknown.status, seen(unknown.headers)]).toEqual([404, refusal]);
});

test.each(['200 OK', '304 Not Modified', '404 Not Found', '500 Oops'])(
  'the headers for an answer of an interface, %s',
  async (line) => {
    const { port, connector } = await startTestGateway();
    const { reach } = await startScripted((connection) =>
      connection.end(`HTTP/1.1 ${line}\r\nContent-Length: 0\r\n\r\n`),
    );
    const { host, cookie } = connector.grant({ reach });
    const { headers } = await send(port, { headers: ['Host', host, 'Cookie', cookie] });
    expect(seen(headers)).toEqual({
      ...apart,
      'content-security-policy': "frame-ancestors 'self'",
      'cache-control': 'private',
      'permissions-policy': expect.stringContaining('camera=()'),
      'referrer-policy': 'same-origin',
    });
  },
);

/** All but what belongs to the connection. */
function seen(headers: string[]): Headers {
  const hop = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];
  const pairs = headers.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name.toLowerCase(), headers[at + 1] ?? '']] : [],
  );
  return Object.fromEntries(pairs.filter(([name]) => !hop.includes(name)));
}
