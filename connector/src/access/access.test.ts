import { request } from 'node:http';
import type { Change } from '@atrium/contract/gateway/api';
import { hashSecret, mintSecret } from '@atrium/server/ids';
import { openTestDatabase } from '@atrium/server/testing/database';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { letIn, readyInstance } from '../../testing/access.ts';
import { startTestConnector } from '../../testing/connector.ts';
import { nothing, testConfig, testFacility } from '../../testing/facility.ts';
import { untilSomebodyWaits } from '../../testing/locks.ts';
import type { Tables } from '../database/tables.ts';
import { voidTickets } from './changes.ts';

const refused = { code: 'TICKET_REFUSED', status: 403 };
const cookie = () => hashSecret(mintSecret());

test('a ticket opens the host of its interface, and what the grant names really answers', async () => {
  const connector = await startTestConnector(await testConfig());
  const id = await readyInstance(connector, 'anna');
  const { grant, host } = await letIn(connector, 'anna', id);
  expect(host).toMatch(/^[a-z0-9]{26}\.lumen\.localhost:7421$/);
  expect(grant).toMatchObject({
    host,
    login: 'login of anna',
    role: 'owner',
    ready: true,
    instance: { id, state: 'ready' },
    facility: { id: 'lumen', name: 'Lumen' },
    interface: { name: 'web', kind: 'web' },
    secret: null,
    language: 'en',
    colourScheme: 'auto',
  });
  const { socket } = grant.reach as { socket: string };
  expect(await fetchFrom(socket, '/hello')).toContain('You asked: GET /hello');
});

test('SEC-T22 of 100 redemptions of one ticket at two gateways, one wins', async () => {
  const config = await testConfig();
  const [one, other] = [await startTestConnector(config), await startTestConnector(config)];
  const id = await readyInstance(one, 'anna');
  const { address, ticket } = await one.clientOf('anna').access.ticket({ instance: id, interface: 'web' });
  const { host } = new URL(address);
  const redeem = (attempt: number) =>
    (attempt % 2 ? one : other).gateway.redeem({ host, ticket, cookieHash: cookie() });
  const outcomes = await Promise.allSettled(Array.from({ length: 100 }, (_, attempt) => redeem(attempt)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  for (const loser of losers) expect(loser).toMatchObject(refused);
});

test('SEC-T12, SEC-T22: a ticket that is redeemed while its login ends opens nothing, and neither waits for the other', async () => {
  const config = await testConfig();
  const connector = await startTestConnector(config);
  const id = await readyInstance(connector, 'anna');
  const { address, ticket } = await connector.clientOf('anna').access.ticket({ instance: id, interface: 'web' });
  const { host } = new URL(address);
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const redeemed = await db.transaction().execute(async (ending) => {
    const login = 'login of anna';
    await sql`SELECT pg_advisory_xact_lock(hashtext(${login}))`.execute(ending);
    await ending.insertInto('endedLogin').values({ login, at: new Date() }).execute();
    const redeeming = connector.gateway.redeem({ host, ticket, cookieHash: cookie() }).catch((error: unknown) => error);
    await untilSomebodyWaits(db);
    await voidTickets(ending, sql`login = ${login}`, new Date());
    return { redeeming };
  });
  expect(await redeemed.redeeming).toMatchObject(refused);
});

test('a ticket at another host is refused, and burnt by it', async () => {
  const { config, write } = await testFacility();
  await write('environments/nothing.yaml', nothing({ interfaces: ['web', 'other'] }));
  const connector = await startTestConnector(config);
  const id = await readyInstance(connector, 'anna');
  const anna = connector.clientOf('anna');
  const { host: foreign } = new URL((await anna.access.ticket({ instance: id, interface: 'other' })).address);
  const { address, ticket } = await anna.access.ticket({ instance: id, interface: 'web' });
  const { host } = new URL(address);
  expect(foreign).not.toBe(host);
  for (const wrong of [foreign, host.replace(':7421', ''), `${host}.evil.test`, 'lumen.localhost:7421']) {
    await expect(connector.gateway.redeem({ host: wrong, ticket, cookieHash: cookie() })).rejects.toMatchObject(
      refused,
    );
  }
  await expect(connector.gateway.redeem({ host, ticket, cookieHash: cookie() })).rejects.toMatchObject(refused);
});

test('a ticket is good for 30 s', async () => {
  let now = Date.now();
  const connector = await startTestConnector(await testConfig(), { clock: () => new Date(now) });
  const id = await readyInstance(connector, 'anna');
  const { address, ticket } = await connector.clientOf('anna').access.ticket({ instance: id, interface: 'web' });
  now += 30_001;
  const late = connector.gateway.redeem({ host: new URL(address).host, ticket, cookieHash: cookie() });
  await expect(late).rejects.toMatchObject(refused);
});

test('a new ticket voids the unused one before it', async () => {
  const connector = await startTestConnector(await testConfig());
  const id = await readyInstance(connector, 'anna');
  const anna = connector.clientOf('anna');
  const first = await anna.access.ticket({ instance: id, interface: 'web' });
  const second = await anna.access.ticket({ instance: id, interface: 'web' });
  const { host } = new URL(first.address);
  const redeem = (ticket: string) => connector.gateway.redeem({ host, ticket, cookieHash: cookie() });
  await expect(redeem(first.ticket)).rejects.toMatchObject(refused);
  expect(await redeem(second.ticket)).toMatchObject({ host });
});

test('only the hash of a ticket is kept', async () => {
  const config = await testConfig();
  const connector = await startTestConnector(config);
  const id = await readyInstance(connector, 'anna');
  const { ticket } = await letIn(connector, 'anna', id);
  const rows = await openTestDatabase<Tables>(config.databaseUrl).selectFrom('ticket').selectAll().execute();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(ticket);
});

test('what cannot be opened gets no ticket', async () => {
  const { config, write } = await testFacility();
  await write('environments/nothing.yaml', nothing({ interfaces: ['web', 'mute'], part: { silent: ['mute'] } }));
  const connector = await startTestConnector(config);
  const id = await readyInstance(connector, 'anna');
  const ask = (person: string, instance: string, name: string) =>
    connector.clientOf(person).access.ticket({ instance, interface: name });
  await expect(ask('bob', id, 'web')).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND', status: 404 });
  await expect(ask('anna', 'a123456789012345', 'web')).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
  await expect(ask('anna', id, 'lab')).rejects.toMatchObject({ code: 'INTERFACE_UNKNOWN', status: 404 });
  await expect(ask('anna', id, 'mute')).rejects.toMatchObject({ code: 'INTERFACE_NOT_READY', status: 503 });
  const tickets = await openTestDatabase<Tables>(config.databaseUrl).selectFrom('ticket').selectAll().execute();
  expect(tickets).toEqual([]);
});

test('a cookie is recalled at its own host alone', async () => {
  const connector = await startTestConnector(await testConfig());
  const id = await readyInstance(connector, 'anna');
  const { grant, host, cookieHash } = await letIn(connector, 'anna', id);
  expect(await connector.gateway.recall({ host, cookieHash })).toEqual(grant);
  const ended = { code: 'ACCESS_ENDED', status: 401 };
  await expect(connector.gateway.recall({ host, cookieHash: cookie() })).rejects.toMatchObject(ended);
  const other = await readyInstance(connector, 'anna');
  const { host: otherHost } = await letIn(connector, 'anna', other);
  await expect(connector.gateway.recall({ host: otherHost, cookieHash })).rejects.toMatchObject(ended);
});

test('SEC-H3 an interface that was started anew has another secret, and the gateway is told of it', async () => {
  const { config, write } = await testFacility();
  await write('environments/nothing.yaml', nothing({ part: { closed: ['web'] } }));
  const connector = await startTestConnector(config);
  const id = await readyInstance(connector, 'anna');
  const { grant, host, cookieHash } = await letIn(connector, 'anna', id);
  const told = await follow(connector);
  await connector.clientOf('anna').instances.restart({ id, interface: 'web' });
  const change = await until(told, (one) => one.kind === 'changed' && one.grant.ready);
  const renewed = change.kind === 'changed' ? change.grant : undefined;
  expect(renewed).toMatchObject({ id: grant.id, secret: expect.stringMatching(/./) });
  expect(renewed?.secret).not.toBe(grant.secret);
  expect(await connector.gateway.recall({ host, cookieHash })).toMatchObject({ secret: renewed?.secret });
});

test('a new login takes over what the same person has open at this host', async () => {
  const connector = await startTestConnector(await testConfig());
  const id = await readyInstance(connector, 'anna');
  const first = await letIn(connector, 'anna', id);
  const login_exp = Math.floor(Date.now() / 1000) + 9 * 3600;
  const second = await letIn(connector, 'anna', id, { sid: 'the next login', login_exp });
  const { host, cookieHash } = first;
  const taken = await connector.gateway.recall({ host, cookieHash });
  expect(taken).toMatchObject({ id: first.grant.id, login: 'the next login', endsAt: second.grant.endsAt });
});

test('a grant is over with the login that carries it', async () => {
  let now = Date.now();
  const connector = await startTestConnector(await testConfig(), { clock: () => new Date(now) });
  const id = await readyInstance(connector, 'anna');
  const { grant, host, cookieHash } = await letIn(connector, 'anna', id);
  now = Date.parse(grant.endsAt) + 1;
  await expect(connector.gateway.recall({ host, cookieHash })).rejects.toMatchObject({ code: 'ACCESS_ENDED' });
  expect(await connector.gateway.report({ grants: [activityOf(grant.id)] })).toEqual({ over: [grant.id] });
});

test('what people do is told by the gateway, and shows', async () => {
  const connector = await startTestConnector(await testConfig());
  const id = await readyInstance(connector, 'anna');
  const { grant } = await letIn(connector, 'anna', id);
  const lastInputAt = new Date().toISOString();
  const report = { ...activityOf(grant.id), connections: 2, lastInputAt };
  expect(await connector.gateway.report({ grants: [report, activityOf('unknown')] })).toEqual({ over: ['unknown'] });
  expect(await connector.clientOf('anna').instances.get({ id })).toMatchObject({ connections: 2, lastInputAt });
  const { logins } = await connector.machine.access.logins({ since: new Date(Date.now() - 60_000).toISOString() });
  expect(logins).toEqual([{ login: 'login of anna', lastInputAt }]);
  const later = await connector.machine.access.logins({ since: new Date(Date.now() + 60_000).toISOString() });
  expect(later).toEqual({ logins: [] });
});

test.each(['login', 'person'] as const)('SEC-T12 the end of a %s ends grants and voids tickets', async (what) => {
  const config = await testConfig();
  const connector = await startTestConnector(config);
  const id = await readyInstance(connector, 'anna');
  const { grant, host, cookieHash } = await letIn(connector, 'anna', id);
  const { ticket } = await connector.clientOf('anna').access.ticket({ instance: id, interface: 'web' });
  const earlier = await connector.portal.tokenFor('anna', { iat: Math.floor(Date.now() / 1000) - 1 });
  const told = await follow(connector);

  const { ended } =
    what === 'login'
      ? await connector.machine.access.endLogin({ login: 'login of anna' })
      : await connector.machine.access.endPerson({ idp: 'https://login.test', sub: 'anna' });
  expect(ended).toBe(1);
  expect(await told()).toEqual({ kind: 'ended', id: grant.id, reason: 'LOGIN_OVER' });
  await expect(connector.gateway.recall({ host, cookieHash })).rejects.toMatchObject({ code: 'ACCESS_ENDED' });
  await expect(connector.gateway.redeem({ host, ticket, cookieHash: cookie() })).rejects.toMatchObject(refused);
  const late = await fetch(`${connector.url}/v1/instances`, { headers: { authorization: `Bearer ${earlier}` } });
  expect(late.status, 'a token from before opens nothing').toBe(401);
});

test('ending what nobody has open is no error', async () => {
  const { machine } = await startTestConnector(await testConfig());
  expect(await machine.access.endLogin({ login: 'nobody' })).toEqual({ ended: 0 });
  expect(await machine.access.endPerson({ idp: 'https://login.test', sub: 'nobody' })).toEqual({ ended: 0 });
});

test('an event stream ends with its login', async () => {
  const connector = await startTestConnector(await testConfig());
  const stream = await connector.clientOf('anna').events.stream({});
  const last = stream.next();
  await connector.machine.access.endLogin({ login: 'login of anna' });
  expect(await last).toEqual({ done: true, value: { code: 'LOGIN_OVER' } });
});

test('gateways are told how an instance goes on, and a stream resumes where it was', async () => {
  const connector = await startTestConnector(await testConfig());
  const id = await readyInstance(connector, 'anna');
  const { grant } = await letIn(connector, 'anna', id);
  const anna = connector.clientOf('anna');
  const told = await follow(connector);
  await anna.instances.rename({ id, name: 'grey heron' });
  expect(await told()).toMatchObject({ kind: 'changed', grant: { id: grant.id, instance: { name: 'grey heron' } } });
  const toldThat = (state: string) => (change: Change) =>
    change.kind === 'changed' && change.grant.instance.state === state;
  await anna.instances.stop({ id });
  expect(await until(told, toldThat('stopped'))).toMatchObject({ grant: { ready: false } });
  await anna.instances.start({ id });
  expect(await until(told, toldThat('ready'))).toMatchObject({ grant: { ready: true } });
  await anna.instances.delete({ id });
  const last = await until(told, ({ kind }) => kind === 'ended');
  expect(last).toEqual({ kind: 'ended', id: grant.id, reason: 'INSTANCE_OVER' });
});

test.each(['no key', 'another key', 'a token of the portal'])('a gateway with %s is refused', async (what) => {
  const { url, portal } = await startTestConnector(await testConfig());
  const keys: Record<string, string> = {
    'another key': 'Bearer the key that the gateways of another facility show',
    'a token of the portal': `Bearer ${await portal.machineToken()}`,
  };
  const authorization = keys[what];
  const headers = authorization ? { authorization } : {};
  for (const path of ['tickets/redeem', 'grants/recall', 'activity', 'instances/a123456789012345/picture', 'changes']) {
    const method = path === 'changes' ? 'GET' : 'POST';
    const answer = await fetch(`${url}/gateway/${path}`, { method, headers });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});

type Connector = Awaited<ReturnType<typeof startTestConnector>>;

/** What the gateway is told from now on, one at a time. */
async function follow({ gateway }: Connector) {
  const leaving = new AbortController();
  const stream = await gateway.changes(undefined, { signal: leaving.signal });
  expect((await stream.next()).value).toEqual({ kind: 'following' });
  return async function told(): Promise<Change> {
    for (;;) {
      const { value, done } = await stream.next();
      if (done) throw new Error('the stream is over');
      if (value.kind !== 'following') return { ...value };
    }
  };
}

/** A change says how a grant is when it is read, so that two in a row may say the same. */
async function until(told: () => Promise<Change>, isIt: (change: Change) => boolean): Promise<Change> {
  for (;;) {
    const change = await told();
    if (isIt(change)) return change;
  }
}

const activityOf = (id: string) => ({ id, connections: 1, bytesToPerson: 0, bytesFromPerson: 0, lastInputAt: null });

function fetchFrom(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path }, async (answer) => resolve((await answer.toArray()).join('')))
      .on('error', reject)
      .end();
  });
}
