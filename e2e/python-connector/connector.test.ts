import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnectorClient } from '@atrium/contract/v1/client';
import { openApiDocument } from '@atrium/contract/v1/openapi';
import { afterAll, expect, test } from 'vitest';

const portal = { issuer: 'https://portal.test', idp: 'https://login.test' };
const audience = 'https://connector.test';
const example = JSON.parse(await readFile(join(import.meta.dirname, 'example.json'), 'utf8'));
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const { url } = await startConnector();
const anna = clientOf('anna');
const quietHeron = { plan: 'nothing-small', name: 'quiet heron' };

test('a connector that was written from the document alone says who it is', async () => {
  expect(await anna.facility.get()).toMatchObject({ id: 'osprey', capabilities: { compute: true, catalogue: false } });
  await expect(anna.datasets.list({})).rejects.toMatchObject({ code: 'NOT_OFFERED', status: 501 });
});

test('what is asked for becomes ready, is told as it happens, and is nobody else’s', async () => {
  const stream = await anna.events.stream({});
  const request = { headers: { 'idempotency-key': randomUUID() }, body: quietHeron };
  const created = await anna.instances.create(request);
  expect(await anna.instances.create(request)).toEqual(created);
  const states = [];
  for await (const { state } of stream) {
    states.push(state);
    if (state === 'ready') break;
  }
  expect(states).toEqual(['requested', 'starting', 'ready']);

  const { id } = created;
  expect(await anna.instances.list({})).toMatchObject({ instances: [{ id, state: 'ready' }], next: null });
  expect(await anna.access.ticket({ instance: id, interface: 'web' })).toMatchObject({ ticket: expect.any(String) });
  await expect(clientOf('bob').instances.get({ id })).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
});

test('a token of another key, or one that was used for a change, is refused', async () => {
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const forged = createConnectorClient({ url, token: async () => tokenFor('anna', foreign) });
  await expect(forged.me.get()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
  const token = tokenFor('anna');
  const again = createConnectorClient({ url, token: async () => token });
  const create = () => again.instances.create({ headers: { 'idempotency-key': randomUUID() }, body: quietHeron });
  await create();
  await expect(create()).rejects.toMatchObject({ code: 'TOKEN_REPLAYED', status: 401 });
});

async function startConnector(): Promise<{ url: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'python-connector-'));
  const keys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'test', alg: 'ES256' }] };
  const published = createServer((_, answer) => answer.end(JSON.stringify(keys))).listen(0, '127.0.0.1');
  await once(published, 'listening');
  const { port } = published.address() as AddressInfo;
  const configuration = {
    ...example,
    ...{ port: 0, publicUrl: audience },
    portal: { issuer: portal.issuer, keysUrl: `http://127.0.0.1:${port}`, identityProviders: [portal.idp] },
  };
  const files = { 'connector.json': configuration, 'openapi.json': await openApiDocument() };
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(directory, name), JSON.stringify(content));
  }
  const connector = spawn(
    'python3',
    [join(import.meta.dirname, 'connector.py'), ...Object.keys(files).map((name) => join(directory, name))],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  afterAll(async () => {
    await stop(connector);
    published.close();
    await rm(directory, { recursive: true });
  });
  const [line] = await once(connector.stdout, 'data');
  return { url: String(line).trim().split(' ').at(-1) ?? '' };
}

async function stop(process: ChildProcess): Promise<void> {
  process.kill();
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
}

function clientOf(person: string) {
  return createConnectorClient({ url, token: async () => tokenFor(person) });
}

/** A token as the portal signs it. */
function tokenFor(person: string, key = privateKey): string {
  const now = Math.floor(Date.now() / 1000);
  const who = {
    scope: 'person',
    idp: portal.idp,
    sub: person,
    sid: `login of ${person}`,
    entitlements: [example.mayStart],
  };
  const times = { iat: now, exp: now + 300, login_exp: now + 3600 };
  const claims = { iss: portal.issuer, aud: audience, client_id: portal.issuer, ...who, ...times, jti: randomUUID() };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: 'test' })}.${encode(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
