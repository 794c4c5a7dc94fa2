import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { acceptanceOf } from '../src/upgrade.ts';
import { startInterface } from './gateway.ts';

/** What an interface could send to reach past its own host. */
const hostileHeaders = (domain: string): [string, string | string[]][] => [
  [
    'Set-Cookie',
    [
      `__Host-atrium-app=evil; Secure; Path=/`,
      `__host-atrium-app=evil; Path=/`,
      `=__Host-atrium-app=evil; Path=/`,
      `__Host-atrium=evil; Domain=${domain}; Path=/`,
      `_xsrf=evil; Domain=${domain}; Path=/`,
      ...Array.from({ length: 200 }, (_, at) => `filler${at}=${'x'.repeat(80)}; Domain=${domain}; Path=/`),
    ],
  ],
  ['Access-Control-Allow-Origin', '*'],
  ['Access-Control-Allow-Credentials', 'true'],
  ['Service-Worker-Allowed', '/'],
  ['Clear-Site-Data', '"cookies"'],
  ['Cross-Origin-Opener-Policy', 'unsafe-none'],
  ['Cross-Origin-Resource-Policy', 'cross-origin'],
  ['Content-Security-Policy', 'frame-ancestors *'],
];

type Asked = {
  method: string;
  url: string;
  cookie: string | undefined;
  origin: string | undefined;
  isUpgrade: boolean;
};

/** An interface that keeps what reaches it. As `hostile` it also says all that an interface could say for other hosts. */
export async function startPage({ hostile }: { hostile?: { domain: string } } = {}) {
  const asked: Asked[] = [];
  const note = ({ method = '', url = '', headers: { cookie, origin, upgrade } }: IncomingMessage) =>
    asked.push({ method, url, cookie, origin, isUpgrade: upgrade !== undefined });
  const server = createServer((request, response) => {
    note(request);
    for (const [name, value] of hostile ? hostileHeaders(hostile.domain) : []) response.setHeader(name, value);
    const isScript = request.url?.endsWith('.js');
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    const page =
      '<!doctype html><title>B</title><h1>secret of B</h1><script>addEventListener("message", (e) => document.title = "told " + e.data)</script>';
    response.end(isScript ? 'globalThis.stolen = "secret of B"' : hostile ? '<!doctype html><title>A</title>' : page);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    note(request);
    const accept = `Sec-WebSocket-Accept: ${acceptanceOf(request.headers['sec-websocket-key'])}`;
    socket.write(`HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${accept}\r\n\r\n`);
  });
  return { reach: await startInterface(server), asked };
}

/**
 * What a page on the host of A tries, as text for the browser: each attempt by its name, and how it ended. `denied` is
 * any refusal of the browser or the server; what an attempt got hold of stands there instead.
 */
export const attempts = `async ({ portal, connector, b, bSocket, ticket }) => {
  const results = {};
  const attempt = async (name, act) => {
    try { results[name] = (await act()) ?? 'nothing'; } catch { results[name] = 'denied'; }
  };
  const within = (promise, ms = 4000) =>
    Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error('late')), ms))]);
  const loads = (name, attributes) => within(new Promise((resolve, reject) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.onload = () => resolve('loaded');
    made.onerror = reject;
    document.body.append(made);
  }));
  const framed = async (url) => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    frame.src = url;
    await within(new Promise((resolve) => { frame.onload = resolve; }));
    return frame.contentDocument ? frame.contentDocument.body.textContent || 'empty' : frame.contentWindow.document.body.textContent;
  };
  const include = { credentials: 'include' };

  await attempt('read cookies', () => /atrium/i.test(document.cookie) ? document.cookie : 'none of ours');
  await attempt('session of its own host', async () => (await fetch('/.atrium/api/session')).status);
  await attempt('portal by fetch', async () => (await fetch(portal + '/api/me', include)).text());
  await attempt('portal by blind fetch', async () => (await fetch(portal + '/api/blind', { ...include, mode: 'no-cors' })).type);
  await attempt('portal by post', async () => (await fetch(portal + '/api/post', { ...include, method: 'POST', mode: 'no-cors', body: '{}' })).type);
  await attempt('connector by fetch', async () => (await fetch(connector + '/v1/instances')).text());
  await attempt('b by fetch', async () => (await fetch(b + '/fetch', include)).text());
  await attempt('b by post', async () => (await fetch(b + '/post', { ...include, method: 'POST', mode: 'no-cors', body: 'x' })).type);
  await attempt('b by simple preflight', async () => (await fetch(b + '/put', { ...include, method: 'PUT', body: 'x' })).text());
  await attempt('b by image', () => loads('img', { src: b + '/image' }));
  await attempt('b by script', async () => { await loads('script', { src: b + '/script.js' }); return globalThis.stolen; });
  await attempt('b by style', () => loads('link', { rel: 'stylesheet', href: b + '/style' }));
  await attempt('b by frame', () => framed(b + '/frame'));
  await attempt('b by object', () => loads('object', { data: b + '/object' }));
  await attempt('b by form', async () => {
    const frame = Object.assign(document.createElement('iframe'), { name: 'sink' });
    const form = Object.assign(document.createElement('form'), { method: 'post', action: b + '/form', target: 'sink' });
    document.body.append(frame, form);
    await within(new Promise((resolve) => { frame.onload = resolve; form.submit(); }));
    return frame.contentDocument ? 'read' : frame.contentWindow.document.title;
  });
  await attempt('ticket at b', async () => (await fetch(b + '/.atrium/ticket', {
    ...include, method: 'POST', mode: 'no-cors', body: new URLSearchParams({ ticket }) })).type);
  await attempt('b by websocket', () => within(new Promise((resolve, reject) => {
    const socket = new WebSocket(bSocket);
    socket.onopen = () => resolve('open');
    socket.onerror = reject;
  })));
  await attempt('b by eventsource', () => within(new Promise((resolve, reject) => {
    const source = new EventSource(b + '/events', { withCredentials: true });
    source.onopen = () => resolve('open');
    source.onerror = reject;
  })));
  await attempt('worker for portal', () => navigator.serviceWorker.register(portal + '/sw.js'));
  await attempt('worker for b', () => navigator.serviceWorker.register(b + '/sw.js'));
  await attempt('worker over the gateway', async () =>
    (await navigator.serviceWorker.register('/x/sw.js', { scope: '/' })).scope);
  await attempt('opener', () => (window.opener ? 'there' : 'none'));
  for (const domain of [location.hostname.split('.').slice(1).join('.'), 'localhost']) {
    for (const name of ['__Host-atrium-app', '__host-atrium-app', '__Host-atrium', '_xsrf', 'username']) {
      document.cookie = name + '=tossed; domain=' + domain + '; path=/; secure';
      document.cookie = name + '=tossed; path=/; secure';
    }
    for (let at = 0; at < 100; at++) document.cookie = 'bomb' + at + '=' + 'y'.repeat(100) + '; domain=' + domain + '; path=/';
  }
  return results;
}`;
