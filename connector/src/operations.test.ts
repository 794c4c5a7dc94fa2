import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGatewayClient } from '@atrium/contract/gateway/client';
import { createConnectorClient } from '@atrium/contract/v1/client';
import { startEmbeddedPostgres } from '@atrium/server/database/embedded';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newInstance, startTestConnector } from '../testing/connector.ts';
import { gatewayKey, testConfig, testFacility } from '../testing/facility.ts';
import { createTestPortal } from '../testing/portal.ts';

test('while PostgreSQL is away the answer says so, and all goes on when it is back', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-away-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const first = await startEmbeddedPostgres(directory);
  onTestFinished(first.stop);
  const { config } = await testFacility({ databaseUrl: first.url('postgres') });
  const { clientOf, nobody, gateway } = await startTestConnector(config);
  const anna = clientOf('anna');
  const { id } = await anna.instances.create(newInstance());
  await vi.waitFor(async () => expect((await anna.instances.get({ id })).state).toBe('ready'), 10_000);

  await first.stop();
  const away = { code: 'DATABASE_UNAVAILABLE', status: 503 };
  await expect(anna.instances.get({ id })).rejects.toMatchObject(away);
  await expect(anna.instances.create(newInstance())).rejects.toMatchObject(away);
  await expect(gateway.recall({ host: 'x', cookieHash: 'x'.repeat(43) })).rejects.toMatchObject(away);
  const { health } = await nobody.facility.get();
  expect(health).toMatchObject({ status: 'down', problems: [{ code: 'DATABASE_UNAVAILABLE' }] });

  const second = await startEmbeddedPostgres(directory);
  onTestFinished(second.stop);
  await vi.waitFor(async () => expect((await anna.instances.get({ id })).state).toBe('ready'), 10_000);
  const stream = await anna.events.stream({ instance: id });
  const next = stream.next();
  await anna.instances.rename({ id, name: 'grey heron' });
  expect((await next).value).toMatchObject({ action: 'rename' });
  await stream.return?.();
}, 60_000);

test('C64: at SIGTERM streams are told, what runs is finished, idle connections close, and it exits with 0', async () => {
  const config = await testConfig();
  const { process: connector, url, portal } = await startInProcess(config);
  const anna = createConnectorClient({ url, token: () => portal.tokenFor('anna') });
  const { id } = await anna.instances.create(newInstance());
  await vi.waitFor(async () => expect((await anna.instances.get({ id })).state).toBe('ready'), 10_000);

  const streams = await Promise.all([1, 2, 3].map(() => anna.events.stream({})));
  const changes = await createGatewayClient({ url, key: gatewayKey }).changes();
  await changes.next();
  const idle = await Promise.all(Array.from({ length: 10 }, () => idleConnection(url)));
  const slow = await halfSent(url, await portal.tokenFor('anna'));
  const ends = streams.map((stream) => stream.next());

  connector.kill('SIGTERM');
  expect(await Promise.all(ends)).toEqual(ends.map(() => ({ done: true, value: { code: 'CONNECTOR_STOPS' } })));
  await untilOver(changes);
  await Promise.all(idle.map((socket) => socket.closed || once(socket, 'close')));
  slow.finish();
  expect(await slow.answer).toMatchObject({ status: 201, body: { name: 'quiet heron' } });
  const [code] = connector.exitCode === null ? await once(connector, 'exit') : [connector.exitCode];
  expect(code).toBe(0);

  const again = await startTestConnector(config, { portalKeys: portal.keys });
  const client = createConnectorClient({ url: again.url, token: () => portal.tokenFor('anna') });
  expect(await client.instances.get({ id })).toMatchObject({ state: 'ready' });
}, 60_000);

test('each answer, whatever it is, forbids browsers to show, keep or share it', async () => {
  const connector = await startTestConnector(await testConfig());
  const { url, portal } = connector;
  const authorization = `Bearer ${await portal.tokenFor('anna')}`;
  const asked: [string, string, Record<string, string>][] = [
    ['GET', '/v1/facility', {}],
    ['GET', '/v1/instances', { authorization }],
    ['GET', '/v1/instances', {}],
    ['GET', '/v1/instances/a123456789012345', { authorization }],
    ['GET', '/v1/facility', { origin: 'https://evil.test' }],
    ['POST', '/v1/instances', { 'content-type': 'text/plain' }],
    ['POST', '/v1/instances', { 'content-type': 'application/json' }],
    ['GET', '/v1/instances/%zz', {}],
    ['GET', '/nowhere', {}],
    ['POST', '/gateway/tickets/redeem', {}],
    ['OPTIONS', '/v1/instances', { origin: 'https://evil.test', 'access-control-request-method': 'POST' }],
  ];
  for (const [method, path, headers] of asked) {
    const { headers: answered, status } = await head(url, method, path, headers);
    expect({ path, status, ...answered }).toMatchObject({
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
      'x-content-type-options': 'nosniff',
      'content-type': 'application/json; charset=utf-8',
    });
    expect(Object.keys(answered).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

/** A connector in a process of its own, that stops at SIGTERM as `atrium connector` does. */
async function startInProcess(config: object): Promise<{
  process: ChildProcess;
  url: string;
  portal: Awaited<ReturnType<typeof createTestPortal>>;
}> {
  const portal = await createTestPortal();
  const argument = JSON.stringify({ config, jwks: portal.jwks });
  const program = join(import.meta.dirname, '../testing/connector-that-dies.ts');
  const child = spawn('node', [program, argument], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [url] = await once(child.stdout, 'data');
  return { process: child, url: String(url), portal };
}

async function untilOver(stream: AsyncIterator<unknown>): Promise<void> {
  for (;;) if ((await stream.next()).done) return;
}

/** A connection that has asked once and waits to ask again. */
async function idleConnection(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => socket.destroy());
  socket.write(`GET /v1/facility HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}

/** A request whose body is on its way: the server has begun with it. */
async function halfSent(url: string, token: string) {
  const { hostname, port } = new URL(url);
  const { headers, body } = newInstance();
  const text = JSON.stringify(body);
  const sent = request({
    hostname,
    port,
    method: 'POST',
    path: '/v1/instances',
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': text.length,
      expect: '100-continue',
    },
  });
  const answer = once(sent, 'response').then(async ([response]) => ({
    status: response.statusCode,
    body: JSON.parse((await response.toArray()).join('')),
  }));
  sent.write(text.slice(0, 10));
  await once(sent, 'continue');
  return { answer, finish: () => sent.end(text.slice(10)) };
}

function head(url: string, method: string, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number | undefined; headers: object }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, method, path, headers }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode, headers: answer.headers });
    })
      .on('error', reject)
      .end();
  });
}
