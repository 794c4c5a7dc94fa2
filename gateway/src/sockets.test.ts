import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Grant } from '@atrium/contract/gateway/api';
import { expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { desk, startAtDesktop } from '../testing/at-desktop.ts';
import { startDesktop } from '../testing/desktop.ts';
import {
  openWebSocket,
  send,
  startGatewayAlone,
  startInterface,
  startScripted,
  startTestGateway,
} from '../testing/gateway.ts';
import { messages, openViewer } from '../testing/viewer.ts';
import { FrameWalker } from './frames.ts';
import { acceptanceOf } from './upgrade.ts';

/** A notebook whose WebSockets answer what they hear, and whose other pages stream or take their time. */
async function startNotebook(wanted: Parameters<typeof startTestGateway>[0] = {}) {
  const gateway = await startTestGateway(wanted);
  const http = createServer((request, response) => {
    response.setHeader('Content-Type', request.url === '/events' ? 'text/event-stream' : 'text/plain');
    response.write('begun\n');
    if (request.url === '/slow') setTimeout(() => response.end('whole'), 200);
  });
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  sockets.on('connection', (socket) => socket.on('message', (bytes) => socket.send(bytes)));
  const granted = gateway.connector.grant({ reach: await startInterface(http) });
  return { ...gateway, ...granted, sockets };
}

/** A browser that never answers. */
async function openMute(port: number, host: string, cookie: string, path: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  const head = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nOrigin: http://${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n`;
  socket.write(head);
  await once(socket, 'data');
  return socket;
}

const soon = { pingMs: 50, silentMs: 200 };

test('C27: a browser that the network took away is noticed, at a notebook as at a desktop', async () => {
  const notebook = await startNotebook({ limits: soon });
  const mute = await openMute(notebook.port, notebook.host, notebook.cookie, '/ws');
  await once(mute, 'close');
  await vi.waitFor(() => expect(notebook.sockets.clients.size).toBe(0));

  const gateway = await startTestGateway({ limits: soon });
  const desktop = await startDesktop(null);
  const granted = gateway.connector.grant({ reach: desktop.reach, interface: desk, secret: null });
  await once(await openMute(gateway.port, granted.host, granted.cookie, '/.atrium/rfb'), 'close');
  await vi.waitFor(() => expect(desktop.viewers[0]?.isOpen).toBe(false));
});

test('C27: who answers, and says nothing else, is left in peace', async () => {
  const { port, host, cookie } = await startNotebook({ limits: soon });
  const { socket } = await openWebSocket(port, '/ws', { host, cookie });
  const pings = vi.fn();
  socket.on('ping', pings);
  await vi.waitFor(() => expect(pings.mock.calls.length).toBeGreaterThan(12), 5_000);
  expect(socket.readyState).toBe(1);
});

test('pings stand between frames, however the interface cuts them', async () => {
  const gateway = await startTestGateway({ limits: { pingMs: 5, silentMs: 60_000 } });
  const message = Buffer.from('a message in small pieces');
  const frame = Buffer.concat([Buffer.from([0x82, message.length]), message]);
  const { reach } = await startScripted(async (connection, request) => {
    if (!request.startsWith('GET')) return;
    const key = /sec-websocket-key: (\S+)/i.exec(request)?.[1];
    const agreed = `HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptanceOf(key)}\r\n\r\n`;
    connection.write(agreed);
    for (let round = 0; round < 20; round++) {
      for (const byte of frame) {
        connection.write(Buffer.from([byte]));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }
  });
  const { host, cookie } = gateway.connector.grant({ reach });
  const { bytes, socket } = await openWebSocket(gateway.port, '/ws', { host, cookie });
  const pings = vi.fn();
  socket.on('ping', pings);
  await vi.waitFor(() => expect(String(bytes())).toBe(String(message).repeat(20)), 20_000);
  expect(pings).toHaveBeenCalled();
});

test('split at every byte, frames of every length are found, and where each ends', () => {
  const frame = (opcode: number, length: number, mask: boolean) => {
    const size =
      length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 255] : [127, 0, 0, 0, 0, 0, 1, 0, 0];
    const [first = 0, ...rest] = size;
    return Buffer.concat([
      Buffer.from([opcode, first | (mask ? 128 : 0), ...rest]),
      Buffer.alloc(length + (mask ? 4 : 0), 1),
    ]);
  };
  for (const mask of [true, false]) {
    const frames = [
      frame(0x82, 0, mask),
      frame(0x01, 5, mask),
      frame(0x89, 3, mask),
      frame(0x80, 300, mask),
      frame(0x82, 65_536, mask),
    ];
    const stream = Buffer.concat(frames);
    const ends = new Set(frames.map((_, at) => Buffer.concat(frames.slice(0, at + 1)).length));
    for (const at of [...Array(700).keys()]) {
      let data = 0;
      const walker = new FrameWalker(() => data++);
      walker.walk(stream.subarray(0, at));
      expect(walker.isBetweenFrames, `at ${at}`).toBe(at === 0 || ends.has(at));
      walker.walk(stream.subarray(at));
      expect([walker.isBetweenFrames, data]).toEqual([true, 4]);
    }
  }
});

test.each([
  ['LOGIN_OVER', 4401],
  ['RIGHT_GONE', 4403],
  ['INSTANCE_OVER', 4404],
] as const)(
  'SEC-T12: at %s a notebook’s sockets close within a second, with the code that says why',
  async (reason, code) => {
    const { port, host, cookie, connector, grant, sockets } = await startNotebook();
    const { closed, send: say } = await openWebSocket(port, '/ws', { host, cookie });
    const heard = vi.fn();
    for (const socket of sockets.clients) socket.on('message', heard);
    const began = performance.now();
    connector.end(grant, reason);
    expect(await closed).toEqual({ code, reason });
    expect(performance.now() - began).toBeLessThan(1000);
    say(Buffer.from('too late'));
    await vi.waitFor(() => expect(sockets.clients.size).toBe(0));
    expect(heard).not.toHaveBeenCalled();
  },
);

test('a new login takes over what is open: nothing closes, and it lasts as long as the new one', async () => {
  const { viewer, said, connector, grant, time } = await startAtDesktop('owner');
  const later = new Date(Date.now() + 5 * 3_600_000).toISOString();
  connector.change(grant, { login: 'another', endsAt: later });
  await connector.told();
  time.ahead = 2 * 3_600_000;
  viewer.send(messages.key);
  await said(messages.key);
  expect(viewer.socket.readyState).toBe(1);
  time.ahead = 6 * 3_600_000;
  expect((await viewer.closed).code).toBe(4401);
});

test('SEC-T21: one grant opens no more connections than it may, and others are not touched', async () => {
  const { port, host, cookie, connector, grant } = await startNotebook({ limits: { mostPerGrant: 3 } });
  const open = await Promise.all([1, 2, 3].map(() => openWebSocket(port, '/ws', { host, cookie })));
  const refused = await send(port, { path: '/slow', headers: ['Host', host, 'Cookie', cookie] });
  expect([refused.status, JSON.parse(refused.body).code]).toEqual([429, 'TOO_MANY_REQUESTS']);
  const other = connector.grant({ reach: grant.reach });
  expect((await send(port, { path: '/slow', headers: ['Host', other.host, 'Cookie', other.cookie] })).status).toBe(200);
  open[0]?.socket.close();
  await open[0]?.closed;
  await vi.waitFor(async () => {
    expect((await send(port, { path: '/slow', headers: ['Host', host, 'Cookie', cookie] })).status).toBe(200);
  });
});

test('SEC-T21: of those who have shown no grant, the oldest makes room; who has one is never among them', async () => {
  const { port, host, cookie } = await startNotebook({ limits: { mostStrangers: 20 } });
  const { socket } = await openWebSocket(port, '/ws', { host, cookie });
  const idle: Socket[] = [];
  for (let count = 0; count < 100; count++) {
    const stranger = connect(port, '127.0.0.1').on('error', () => {});
    await once(stranger, 'connect');
    idle.push(stranger.resume());
  }
  await vi.waitFor(() => expect(idle.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(20));
  expect(idle.at(-1)?.closed).toBe(false);
  expect((await send(port, { path: '/slow', headers: ['Host', host, 'Cookie', cookie] })).body).toMatch(/whole$/);
  expect(socket.readyState).toBe(1);
  for (const stranger of idle) stranger.destroy();
});

test('C64: told to stop, a gateway finishes what runs, sends sockets and streams back, and is gone', async () => {
  const gateway = await startNotebook({ limits: { goodbyeMs: 10_000 } });
  const { port, host, cookie, connector, stop } = gateway;
  const desktop = await startDesktop(null);
  const atDesk = connector.grant({ reach: desktop.reach, interface: desk, secret: null });
  const viewer = await openViewer(port, atDesk);
  const { closed } = await openWebSocket(port, '/ws', { host, cookie });
  const streams = ['/events'].map((path) => send(port, { path, headers: ['Host', host, 'Cookie', cookie] }));
  const session = send(port, {
    path: '/.atrium/api/session/changes',
    headers: ['Host', atDesk.host, 'Cookie', atDesk.cookie],
  });
  const slow = send(port, { path: '/slow', headers: ['Host', host, 'Cookie', cookie] });
  const idle = connect(port, '127.0.0.1').resume();
  await once(idle, 'connect');
  await vi.waitFor(() => expect(Array.from(gateway.grants.inUse(), ({ guests }) => guests.size)).toEqual([2, 3]));
  const began = performance.now();
  await stop();
  expect((await slow).body).toBe('begun\nwhole');
  expect([(await closed).code, (await viewer.closed).code]).toEqual([1001, 1001]);
  expect((await Promise.all(streams)).map(({ body }) => body)).toEqual(['begun\n']);
  expect((await session).body).toContain('"name":"Tidy Grebe"');
  expect(performance.now() - began).toBeLessThan(9_000);
  await expect(send(port, { headers: ['Host', host] })).rejects.toThrow('ECONNREFUSED');
});

test('C64: SIGTERM ends the process with 0', async () => {
  const { port, connector, process: gateway, ended } = await startGatewayAlone();
  const http = createServer();
  new WebSocketServer({ server: http });
  const { host, cookie } = connector.grant({ reach: await startInterface(http) });
  const { closed } = await openWebSocket(port, '/ws', { host, cookie });
  gateway.kill('SIGTERM');
  expect((await closed).code).toBe(1001);
  expect(await ended).toEqual([0, null]);
});

test('a short text to a desktop comes back as it was sent; a long one, or one in pieces, is no such thing', async () => {
  const { viewer } = await startAtDesktop('owner');
  const echoed = once(viewer.socket, 'message');
  viewer.socket.send('?', { binary: false });
  expect(String((await echoed)[0])).toBe('?');
  viewer.socket.send('x'.repeat(126), { binary: false });
  expect((await viewer.closed).code).toBe(1003);
});

test.each<Grant['role']>(['viewer', 'support'])('who watches as %s hears their own short text too', async (role) => {
  const { viewer } = await startAtDesktop(role);
  const echoed = once(viewer.socket, 'message');
  viewer.socket.send('?', { binary: false });
  expect(String((await echoed)[0])).toBe('?');
});
