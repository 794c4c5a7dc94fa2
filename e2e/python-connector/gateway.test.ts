import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createTokens } from '@atrium/contract/conformance/tokens';
import { createConnectorClient } from '@atrium/contract/v1/client';
import { expect, test, vi } from 'vitest';
import { audience, example, publishIssuer, startConnector, startGateway, startXvnc } from './start.ts';

const portal = 'https://portal.example';
/** As a browser sends the portal's form. */
const fromPortal = {
  ...{ origin: portal, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  'content-type': 'application/x-www-form-urlencoded',
};
const patience = 10_000;

test('our gateway lets people in where a connector in Python says so, and out again', async () => {
  const { gateway, host, cookie, machine, login } = await enter();
  const page = (headers: OutgoingHttpHeaders = { cookie }) => ask(gateway, 'GET', '/', { host, ...headers });
  expect(await page()).toMatchObject({ status: 200, body: expect.stringContaining('Nothing runs here') });
  expect(await page({})).toMatchObject({ status: 401 });

  await machine.access.endLogin({ login });
  await vi.waitFor(async () => expect(await page()).toMatchObject({ status: 401 }), patience);
});

test('a real desktop behind a connector in Python is seen through our gateway, and closed with the login', async () => {
  const interfaces = [{ name: 'desktop', kind: 'desktop', title: 'Desktop' }];
  const environment = { ...example.environment, interfaces };
  const { gateway, host, cookie, machine, login } = await enter({
    environment,
    socket: await startXvnc('Osprey’s own'),
  });
  const { socket, received } = await openWebSocket(gateway, '/.atrium/rfb', { host, cookie, origin: `http://${host}` });
  // RFC 6143, 7.1–7.3: the version, no password, and others may watch too. The desktop then says its name.
  for (const message of ['RFB 003.008\n', '\x01', '\x01']) socket.write(frameOf(message));
  await vi.waitFor(() => expect(received()).toContain('Osprey’s own'), patience);

  const closed = once(socket, 'close');
  await machine.access.endLogin({ login });
  await closed;
});

/** The first person has started an instance and handed in a ticket to its interface. */
async function enter(changes: object = {}) {
  const issuer = await publishIssuer();
  const url = await startConnector(issuer, changes);
  const gateway = await startGateway(url, portal);
  const tokens = createTokens(issuer, audience);
  const { first } = issuer.persons;
  const person = createConnectorClient({ url, token: async () => tokens.ofPerson(first) });
  const machine = createConnectorClient({ url, token: async () => tokens.ofMachine() });

  const body = { plan: 'nothing-small', name: 'quiet heron' };
  const { id, interfaces } = await person.instances.create({ headers: { 'idempotency-key': randomUUID() }, body });
  const isReady = async () => expect(await person.instances.get({ id })).toMatchObject({ state: 'ready' });
  await vi.waitFor(isReady, patience);
  const { address, ticket } = await person.access.ticket({ instance: id, interface: interfaces[0]?.name ?? '' });
  const { host, pathname } = new URL(address);
  // Until it hears what becomes of grants, it takes no ticket, and burns none.
  const entrance = await vi.waitFor(async () => {
    const answer = await ask(gateway, 'POST', pathname, { host, ...fromPortal }, `ticket=${ticket}`);
    expect(answer.status).toBe(303);
    return answer;
  }, patience);
  return { gateway, host, cookie: entrance.cookie.split(';')[0], machine, login: `login of ${first.sub}` };
}

/** To a host that only a browser finds by its name. */
async function ask(gateway: string, method: string, path: string, headers: OutgoingHttpHeaders, body = '') {
  const all = { ...headers, 'content-length': body.length };
  const asked = request(`http://${gateway}${path}`, { method, headers: all, agent: false });
  asked.end(body);
  const [answer]: IncomingMessage[] = await once(asked, 'response');
  if (!answer) throw new Error('no answer');
  const cookie = String(answer.headers['set-cookie'] ?? '');
  return { status: answer.statusCode, cookie, body: await text(answer) };
}

/** As a browser opens it (RFC 6455). `received`: all that has come, frames and what is in them. */
async function openWebSocket(gateway: string, path: string, headers: OutgoingHttpHeaders) {
  const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' };
  const key = randomBytes(16).toString('base64');
  const asked = request(`http://${gateway}${path}`, { headers: { ...headers, ...upgrade, 'sec-websocket-key': key } });
  asked.end();
  const [, socket, head]: [IncomingMessage, Socket, Buffer] = (await once(asked, 'upgrade')) as never;
  let received = head;
  socket.on('data', (piece) => {
    received = Buffer.concat([received, piece]);
  });
  return { socket, received: () => received.toString() };
}

/** One short frame of bytes, masked by zeros: which mask it is, is the browser's choice. */
function frameOf(message: string): Buffer {
  return Buffer.from([0x82, 0x80 | message.length, 0, 0, 0, 0, ...Buffer.from(message, 'latin1')]);
}
