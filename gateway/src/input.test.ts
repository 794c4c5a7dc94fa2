import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test, vi } from 'vitest';
import { startAtDesktop } from '../testing/at-desktop.ts';
import { openWebSocket, send, startInterface, startTestGateway } from '../testing/gateway.ts';
import { encodingsMessage, messages } from '../testing/viewer.ts';
import { acceptanceOf } from './upgrade.ts';

/** `security.md` 1.7: what keeps a login alive is a person's hand, and nothing that a page does by itself. */
async function startNotebook() {
  const gateway = await startTestGateway();
  const server = createServer((_, response) => response.end('ok'));
  let heard = 0;
  server.on('upgrade', (request, socket) => {
    const accept = `Sec-WebSocket-Accept: ${acceptanceOf(request.headers['sec-websocket-key'])}`;
    socket.write(`HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${accept}\r\n\r\n`);
    socket.on('data', (bytes) => {
      heard += bytes.length;
    });
  });
  const granted = gateway.connector.grant({ reach: await startInterface(server) });
  const { host, cookie } = granted;
  const ask = (method: string, path: string) =>
    send(gateway.port, { method, path, headers: ['Host', host, 'Cookie', cookie, 'Origin', `http://${host}`] });
  const inputs = () => Array.from(gateway.grants.inUse(), ({ lastInputAt }) => lastInputAt);
  return {
    ...gateway,
    ...granted,
    ask,
    inputs,
    hears: (length: number) => vi.waitFor(() => expect(heard).toBe(length)),
  };
}

test('a Lab tab that is left open keeps nobody signed in: its polls, pings and pages are no input', async () => {
  const { ask, port, host, cookie, inputs, hears } = await startNotebook();
  for (const path of ['/lab', '/api/kernels?1', '/api/sessions', '/api/terminals', '/static/x.js'])
    await ask('GET', path);
  await ask('HEAD', '/api');
  const { socket } = await openWebSocket(port, '/api/kernels/k/channels?session_id=s', { host, cookie });
  socket.ping('are you there');
  socket.pong();
  await hears(6 + 'are you there'.length + 6);
  const events = await openWebSocket(port, '/api/events/subscribe', { host, cookie });
  events.send(Buffer.from('hello'));
  await hears(12 + 'are you there'.length + 6 + 'hello'.length);
  expect(inputs()).toEqual([null]);
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('a %s is input', async (method) => {
  const { ask, inputs } = await startNotebook();
  await ask(method, '/api/contents/a.ipynb');
  expect(inputs()).toEqual([expect.any(Date)]);
});

test.each(['/api/kernels/k-1/channels?session_id=s', '/user/a/S/api/kernels/k/channels', '/terminals/websocket/1'])(
  'what is typed into %s is input, also in pieces',
  async (path) => {
    const { port, host, cookie, inputs } = await startNotebook();
    const { socket } = await openWebSocket(port, path, { host, cookie });
    expect(inputs()).toEqual([null]);
    socket.send('a', { fin: false });
    await vi.waitFor(() => expect(inputs()).toEqual([expect.any(Date)]));
  },
);

const { setPixelFormat, setEncodings, updateRequest, key, pointer, cutText, fence, qemuKey, setDesktopSize } = messages;
const capabilities = Buffer.concat([Buffer.from([6, 0, 0, 0, 0xff, 0xff, 0xff, 0xfc]), Buffer.from([1, 0, 0, 1])]);
const asksForText = Buffer.concat([Buffer.from([6, 0, 0, 0, 0xff, 0xff, 0xff, 0xfc]), Buffer.from([2, 0, 0, 1])]);
const hasText = Buffer.concat([Buffer.from([6, 0, 0, 0, 0xff, 0xff, 0xff, 0xfc]), Buffer.from([8, 0, 0, 1])]);
const stillThere = Buffer.from(pointer);

test('what a viewer says by itself is no input, and neither is a pointer that rests', async () => {
  const { viewer, said, grants } = await startAtDesktop('owner');
  viewer.send(pointer);
  await said(pointer);
  const live = grants.inUse().toArray()[0];
  if (live) live.lastInputAt = null;
  const silent = [
    setPixelFormat,
    setEncodings,
    updateRequest,
    fence,
    setDesktopSize,
    capabilities,
    asksForText,
    stillThere,
  ];
  for (const message of silent) viewer.send(message);
  const encodings = encodingsMessage([7, 1, 0, -239, -308, 0xc0a1e5ce | 0, -32]);
  await said(Buffer.concat([pointer, ...silent.map((message) => (message === setEncodings ? encodings : message))]));
  expect(live?.lastInputAt).toBeNull();
});

test.each([
  ['a key', key],
  ['a key by its place', qemuKey],
  ['a pointer that moves', pointer],
  ['text that was cut', cutText],
  ['text that is there to be had', hasText],
])('%s is input', async (_, message) => {
  const { viewer, said, grants } = await startAtDesktop('owner');
  viewer.send(message);
  await said(message);
  expect(grants.inUse().toArray()[0]?.lastInputAt).toBeInstanceOf(Date);
});

test('whoever only watches gives no input, whatever they send', async () => {
  const { viewer, said, grants } = await startAtDesktop('viewer');
  for (const message of [key, pointer, cutText, fence]) viewer.send(message);
  await said(fence);
  expect(grants.inUse().toArray()[0]?.lastInputAt).toBeNull();
});

test('the connector is told of the last input, and of how many uses there are', async () => {
  const { grants, connector, viewer, said, grant } = await startAtDesktop('owner');
  viewer.send(key);
  await said(key);
  await grants.report();
  expect(connector.reports.at(-1)).toEqual([
    expect.objectContaining({ id: grant.id, connections: 1, lastInputAt: expect.stringMatching(/Z$/) }),
  ]);
  viewer.socket.close();
  await once(viewer.socket, 'close');
  await vi.waitFor(async () => {
    await grants.report();
    expect(connector.reports.at(-1)).toEqual([expect.objectContaining({ connections: 0 })]);
  });
});
