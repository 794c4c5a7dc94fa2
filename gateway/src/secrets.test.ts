import { Writable } from 'node:stream';
import pino from 'pino';
import { expect, test } from 'vitest';
import { desk } from '../testing/at-desktop.ts';
import { startDesktop } from '../testing/desktop.ts';
import { portalUrl, send, sendRaw, startScripted, startTestGateway } from '../testing/gateway.ts';
import { openViewer } from '../testing/viewer.ts';

/** A gateway whose every line of log is kept. */
async function startWatched() {
  let written = '';
  const sink = new Writable({
    write(bytes, _, done) {
      written += bytes;
      done();
    },
  });
  const gateway = await startTestGateway({ log: pino({ level: 'trace' }, sink) });
  return { ...gateway, log: () => written };
}

test('SEC-H2: neither ticket nor cookie nor token nor a desktop’s secret ever stands in the log', async () => {
  const { port, connector, log } = await startWatched();
  const { host, ticket } = connector.ticketFor({ secret: 'canary-token', reach: { socket: '/nowhere' } });
  const page = ['Origin', portalUrl, 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'document'];
  const body = `ticket=${ticket}`;
  const form = ['Content-Type', 'application/x-www-form-urlencoded', 'Content-Length', String(body.length)];
  const asked = { method: 'POST', path: '/.atrium/ticket', headers: ['Host', host, ...form, ...page], body };
  const [redeemed] = [await send(port, asked), await send(port, asked)];
  const cookie = redeemed.header('set-cookie')[0]?.split(';')[0] ?? '';
  await send(port, { path: `/lab?token=canary-token&ticket=${ticket}`, headers: ['Host', host, 'Cookie', cookie] });
  await send(port, { path: '/x', headers: ['Host', host, 'Cookie', cookie, 'Authorization', 'Bearer canary-jwt'] });

  const desktop = await startDesktop(['canary-1', 'canary-2']);
  const secrets = { secret: 'canary-1', viewSecret: 'canary-2' };
  const granted = connector.grant({ reach: desktop.reach, interface: desk, ...secrets });
  const viewer = await openViewer(port, granted);
  viewer.send(Buffer.from([77]));
  await viewer.closed;
  connector.change(granted.grant, { secret: 'canary-3' });
  const refused = connector.grant({ reach: desktop.reach, interface: desk, secret: 'canary-4' });
  await send(port, {
    path: '/.atrium/rfb',
    headers: ['Host', refused.host, 'Cookie', refused.cookie, ...upgradeOf(refused.host)],
  });
  await connector.told();

  expect(log()).toContain('TICKET_REFUSED');
  for (const secret of ['canary', ticket, cookie.split('=')[1] ?? '', granted.value, refused.value]) {
    expect(log()).not.toContain(secret);
  }
});

test('SEC-T5, SEC-H7: whatever a browser sends, a line of the log is one line of JSON, and short', async () => {
  const { port, connector, log } = await startWatched();
  const { host } = connector.grant({});
  const odd = '\u202e%0d%0a{"level":60}\u001b[31m'.repeat(300);
  await send(port, { path: '/x', headers: ['Host', host, 'X-Odd', Buffer.from(odd).toString('base64')] });
  await sendRaw(port, `GET / HTTP/1.1\r\nHost: ${'a'.repeat(8_000)}\r\nConnection: close\r\n\r\n`);
  const lines = log().trim().split('\n');
  expect(lines.length).toBeGreaterThanOrEqual(2);
  for (const line of lines) {
    expect(line.length).toBeLessThan(2_000);
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
  }
});

test.each([
  ['a host in the path', { path: '/http://other.test/x' }],
  ['a host in the query', { path: '/x?host=other.test&port=22&url=http://other.test' }],
  ['headers that name one', { headers: ['X-Forwarded-Host', 'other.test', 'Forwarded', 'host=other.test'] }],
  ['a header of another portal', { headers: ['Gateway-host', 'other.test', 'X-Target', 'other.test:22'] }],
])(
  'SEC-H22: %s changes nothing of where a request goes',
  async (_, { path = '/x', headers = [] }: { path?: string; headers?: string[] }) => {
    const { port, connector } = await startTestGateway();
    const [mine, others] = [await startEcho('mine'), await startEcho('other')];
    const { host, cookie } = connector.grant({ reach: mine.reach });
    connector.grant({ reach: others.reach });
    const answer = await send(port, { path, headers: ['Host', host, 'Cookie', cookie, ...headers] });
    expect([answer.body, others.reached]).toEqual(['mine', []]);
  },
);

function startEcho(name: string) {
  return startScripted((connection) =>
    connection.end(`HTTP/1.1 200 x\r\nContent-Length: ${name.length}\r\n\r\n${name}`),
  );
}

function upgradeOf(host: string): string[] {
  const key = ['Sec-WebSocket-Version', '13', 'Sec-WebSocket-Key', 'MDEyMzQ1Njc4OWFiY2RlZg=='];
  return ['Origin', `http://${host}`, 'Connection', 'Upgrade', 'Upgrade', 'websocket', ...key];
}
