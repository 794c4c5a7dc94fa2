import { openDatabase } from '@atrium/server/database/database';
import { hashSecret, mintSecret } from '@atrium/server/ids';
import { silent } from '@atrium/server/testing/database';
import { afterAll, expect, test, vi } from 'vitest';
import { letIn, readyInstance } from '../../testing/access.ts';
import { startTestConnector } from '../../testing/connector.ts';
import { dump } from '../../testing/dump.ts';
import { testFacility } from '../../testing/facility.ts';
import { identityProvider } from '../../testing/portal.ts';
import type { Tables } from '../database/tables.ts';

const pid = '10.5072/lumen.one';
const unknown = 'a123456789012345';
const takenAt = '2026-11-25T09:14:00.000Z';

const { config, write } = await testFacility({}, afterAll);
await write('data', 'measured');
const dataset = { pid, title: 'One', path: 'data', mountName: 'one', origin: 'Here.', licence: 'CC0-1.0' };
await write('datasets.json', { datasets: [{ ...dataset, proposal: 'P1' }] });
const members = ['anna', 'carol', 'dan'].map((sub) => ({ person: { idp: identityProvider, sub } }));
await write('proposals.json', { proposals: [{ id: 'P1', title: 'First', members }] });

const connector = await startTestConnector(config, {}, afterAll);
const db = openDatabase<Tables>(config.databaseUrl, silent);
afterAll(() => db.destroy());
for (const person of ['bob', 'dan']) await connector.clientOf(person).me.get();
const id = await readyInstance(connector, 'anna', {}, { data: [pid] });
await connector.gateway.picture({ instance: id, takenAt, jpeg: Buffer.from([0xff, 0xd8, 0xff]).toString('base64') });
const { invitation } = await connector.clientOf('anna').members.invite({ instance: id, role: 'viewer' });
const owner = (await connector.clientOf('anna').me.get()).person.id;
const { host, cookieHash } = await takeOutAgain('carol');

/** Who has no part in it, and the token that each shows. */
const people: Record<string, () => Promise<string | undefined>> = {
  'nobody who has signed in': async () => undefined,
  'a stranger': () => connector.portal.tokenFor('bob'),
  'whoever had a part in it until it was withdrawn': () => connector.portal.tokenFor('carol'),
  'another person of the same proposal': () => connector.portal.tokenFor('dan'),
};

type Operation = { name: string; method?: string; path: (id: string) => string; body?: (id: string) => object };
const endsAt = new Date(Date.now() + 60_000).toISOString();
const operations: Operation[] = [
  { name: 'instances.get', path: (id) => `/instances/${id}` },
  { name: 'instances.rename', method: 'PATCH', path: (id) => `/instances/${id}`, body: () => ({ name: 'mine' }) },
  { name: 'instances.start', method: 'POST', path: (id) => `/instances/${id}/start` },
  { name: 'instances.stop', method: 'POST', path: (id) => `/instances/${id}/stop` },
  { name: 'instances.restart', method: 'POST', path: (id) => `/instances/${id}/interfaces/web/restart` },
  { name: 'restart of what is not', method: 'POST', path: (id) => `/instances/${id}/interfaces/none/restart` },
  { name: 'instances.extend', method: 'POST', path: (id) => `/instances/${id}/extend`, body: () => ({ endsAt }) },
  { name: 'instances.delete', method: 'DELETE', path: (id) => `/instances/${id}` },
  { name: 'instances.log', path: (id) => `/instances/${id}/log?lines=5` },
  { name: 'instances.picture', path: (id) => `/instances/${id}/picture` },
  { name: 'the picture of then', path: (id) => `/instances/${id}/picture?at=${takenAt}` },
  {
    name: 'access.ticket',
    method: 'POST',
    path: () => '/access/tickets',
    body: (instance) => ({ instance, interface: 'web' }),
  },
  {
    name: 'a ticket for what is not',
    method: 'POST',
    path: () => '/access/tickets',
    body: (instance) => ({ instance, interface: 'none' }),
  },
  { name: 'members.list', path: (id) => `/instances/${id}/members` },
  {
    name: 'members.invite',
    method: 'POST',
    path: (id) => `/instances/${id}/invitations`,
    body: () => ({ role: 'viewer' }),
  },
  { name: 'members.revoke', method: 'DELETE', path: (id) => `/instances/${id}/invitations/${invitation.id}` },
  {
    name: 'members.changeRole',
    method: 'PATCH',
    path: (id) => `/instances/${id}/members/${owner}`,
    body: () => ({ role: 'viewer' }),
  },
  { name: 'members.remove', method: 'DELETE', path: (id) => `/instances/${id}/members/${owner}` },
  { name: 'members.setAway', method: 'PUT', path: (id) => `/instances/${id}/away`, body: () => ({ away: 'close' }) },
  { name: 'members.control', method: 'POST', path: (id) => `/instances/${id}/control`, body: () => ({ act: 'take' }) },
  { name: 'events.stream', path: (id) => `/events?instance=${id}` },
  { name: 'events.list', path: (id) => `/events/log?instance=${id}` },
];
const cases = operations.flatMap((operation) => Object.keys(people).map((who) => ({ who, ...operation })));

test.each(cases)('SEC-H12 $name answers $who as if the instance were not there', async ({ who, ...operation }) => {
  const before = await settled();
  const foreign = await ask(operation, id, who);
  const code = (await people[who]?.()) === undefined ? 'UNAUTHENTICATED' : 'INSTANCE_NOT_FOUND';
  expect(foreign.body).toMatchObject({ code });
  expect(await ask(operation, unknown, who)).toEqual(foreign);
  expect(await settled(), 'nothing was done').toEqual(before);
});

test('SEC-H12 the owner is answered by each of them, so that the refusals are not those of anybody', async () => {
  const reading = operations.filter(({ method = 'GET', path }) => method === 'GET' && !/events\?/.test(path('')));
  const token = await connector.portal.tokenFor('anna');
  for (const { name, path } of reading) {
    const answer = await fetch(`${connector.url}/v1${path(id)}`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status, name).toBe(200);
  }
});

test('SEC-H12 the cookie of a withdrawn access is recalled as one that was made up', async () => {
  const refused = { code: 'ACCESS_ENDED', status: 401 };
  await expect(connector.gateway.recall({ host, cookieHash })).rejects.toMatchObject(refused);
  const madeUp = { host, cookieHash: hashSecret(mintSecret()) };
  await expect(connector.gateway.recall(madeUp)).rejects.toMatchObject(refused);
});

/** Gives a person a part in it, lets the person in, and takes the part away again. */
async function takeOutAgain(who: string) {
  const { members: asOwner } = connector.clientOf('anna');
  const { members: asMember, me } = connector.clientOf(who);
  await asOwner.setAway({ instance: id, away: 'allow' });
  const { code } = await asOwner.invite({ instance: id, role: 'collaborator' });
  await asMember.accept({ code });
  const { host, cookieHash } = await letIn(connector, who, id);
  await connector.gateway.recall({ host, cookieHash });
  await asOwner.remove({ instance: id, person: (await me.get()).person.id });
  return { host, cookieHash };
}

async function ask({ method = 'GET', path, body }: Operation, instance: string, who: string) {
  const token = await people[who]?.();
  const answer = await fetch(`${connector.url}/v1${path(instance)}`, {
    method,
    headers: {
      'if-none-match': '*',
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body?.(instance) ?? {}) }),
  });
  const { traceId, ...said } = (await answer.json()) as { traceId: string };
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  const headers = [...answer.headers].filter(([name]) => name !== 'date');
  return { status: answer.status, headers, body: said };
}

/** Every row, once nothing else goes on; a token that was shown is burnt, whatever it was shown for. */
function settled() {
  return vi.waitFor(async () => {
    const rows = await dump(db, { without: ['burnt_token'] });
    expect(await dump(db, { without: ['burnt_token'] })).toEqual(rows);
    return rows;
  });
}
