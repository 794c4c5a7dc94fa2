import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '@atrium/contract/errors';
import { gatewayApi } from '@atrium/contract/gateway/api';
import { api } from '@atrium/contract/v1/api';
import { openTestDatabase } from '@atrium/server/testing/database';
import { isContractProcedure } from '@orpc/contract';
import { afterAll, expect, test, vi } from 'vitest';
import { letIn, readyInstance } from '../testing/access.ts';
import { startTestConnector } from '../testing/connector.ts';
import { dump } from '../testing/dump.ts';
import { testFacility } from '../testing/facility.ts';
import type { Tables } from './database/tables.ts';

const { config } = await testFacility({}, afterAll);
const connector = await startTestConnector(config, {}, afterAll);
const { url, portal } = connector;
const unknownInstance = 'a123456789012345';

/** By hand: who may call. What is in neither list is a person's. */
const forEverybody = [
  'facility.get',
  'datasets.list',
  'datasets.get',
  'environments.list',
  'flavours.list',
  'plans.list',
];
const forMachines = ['access.endLogin', 'access.endPerson', 'access.logins'];

type Route = { name: string; method: string; path: string };
const routes = routesOf(api, []);
const open = routes.filter(({ name }) => forEverybody.includes(name));
const machines = routes.filter(({ name }) => forMachines.includes(name));
const persons = routes.filter((route) => !open.includes(route) && !machines.includes(route));

test('the lists of routes are those of the contract', () => {
  expect(open).toHaveLength(forEverybody.length);
  expect(machines).toHaveLength(forMachines.length);
  expect(persons.map(({ name }) => name).sort()).toMatchObject([
    'access.ticket',
    'events.list',
    'events.stream',
    'instances.create',
    'instances.delete',
    'instances.extend',
    'instances.get',
    'instances.list',
    'instances.log',
    'instances.picture',
    'instances.rename',
    'instances.restart',
    'instances.start',
    'instances.stop',
    'me.get',
    'members.accept',
    'members.changeRole',
    'members.control',
    'members.decline',
    'members.invite',
    'members.list',
    'members.look',
    'members.remove',
    'members.revoke',
    'members.setAway',
    'usage.records',
    'usage.totals',
  ]);
});

test.each([...persons, ...machines])(
  'SEC-H40 $name is closed to nobody, also with input that does not fit',
  async (route) => {
    await expectRefusal(await call(route), 'UNAUTHENTICATED');
    await expectRefusal(await call(route, { body: '{"x":1}' }), 'UNAUTHENTICATED');
  },
);

test.each(persons)('a machine may not call $name', async (route) => {
  await expectRefusal(await call(route, { token: await portal.machineToken() }), 'SCOPE_INSUFFICIENT');
});

test.each(machines)('a person may not call $name', async (route) => {
  await expectRefusal(await call(route, { token: await portal.tokenFor('anna') }), 'SCOPE_INSUFFICIENT');
});

test.each(routes)('$name is closed to browsers, whatever they send', async (route) => {
  const token = await portal.tokenFor('anna');
  const sent = [
    ['origin', 'https://portal.test'],
    ['origin', 'null'],
    ['sec-fetch-site', 'same-origin'],
  ];
  for (const header of sent) {
    const headers = Object.fromEntries([header]);
    await expectRefusal(await call(route, { token, headers }), 'REQUEST_FORBIDDEN');
  }
});

test.each([...persons, ...machines])('SEC-H28 $name finds no token in an address or a cookie', async (route) => {
  const token = await portal.tokenFor('anna');
  const path = `${route.path}?access_token=${token}&token=${token}`;
  await expectRefusal(await call({ ...route, path }, { headers: { cookie: `token=${token}` } }), 'UNAUTHENTICATED');
});

test.each(routes)('SEC-H30 $name refuses a token for another connector, also where none is needed', async (route) => {
  for (const claims of [{ aud: 'https://other.test' }, { iss: 'https://other.test' }]) {
    await expectRefusal(await call(route, { token: await portal.tokenFor('anna', claims) }), 'UNAUTHENTICATED');
  }
});

test.each(routes.filter(({ method }) => method !== 'GET'))('SEC-T4 $name takes JSON alone', async (route) => {
  const token = await portal.tokenFor('anna');
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const answer = await call(route, { token, body: 'a=b', headers: { 'content-type': type } });
    await expectRefusal(answer, 'CONTENT_TYPE_NOT_SUPPORTED');
  }
});

test('SEC-H31 SEC-H32 a stranger learns nothing and changes nothing by any id', async () => {
  const id = await readyInstance(connector, 'anna');
  await letIn(connector, 'anna', id);
  await connector.clientOf('bob').me.get();
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const runs = join(config.stateDirectory, 'null-engine/runs');
  const state = async () => ({
    rows: await dump(db, { without: ['burnt_token'] }),
    runs: readdirSync(runs).map((name) => [name, statSync(join(runs, name)).mtimeMs]),
  });
  const before = await vi.waitFor(async () => {
    const one = await state();
    expect(await state(), 'nothing else goes on').toEqual(one);
    return one;
  });

  const bob = connector.clientOf('bob');
  const endsAt = new Date(Date.now() + 60_000).toISOString();
  const actions = (id: string) => ({
    get: () => bob.instances.get({ id }),
    rename: () => bob.instances.rename({ id, name: 'mine' }),
    start: () => bob.instances.start({ id }),
    stop: () => bob.instances.stop({ id }),
    restart: () => bob.instances.restart({ id, interface: 'web' }),
    restartUnknown: () => bob.instances.restart({ id, interface: 'nothing' }),
    extend: () => bob.instances.extend({ id, endsAt }),
    extendTooFar: () => bob.instances.extend({ id, endsAt: '2999-01-01T00:00:00Z' }),
    delete: () => bob.instances.delete({ id }),
    log: () => bob.instances.log({ id }),
    picture: () => bob.instances.picture({ id }),
    ticket: () => bob.access.ticket({ instance: id, interface: 'web' }),
    ticketUnknown: () => bob.access.ticket({ instance: id, interface: 'nothing' }),
    events: () => bob.events.list({ instance: id }),
    stream: () => bob.events.stream({ instance: id }),
  });
  const refusals = async (id: string) =>
    Promise.all(Object.values(actions(id)).map(async (act) => act().then(() => 'done', refusalOf)));
  const foreign = await refusals(id);
  expect(new Set(foreign)).toEqual(
    new Set(['404 INSTANCE_NOT_FOUND There is no such instance, or you have no part in it.']),
  );
  expect(await refusals(unknownInstance), 'unknown and foreign look the same').toEqual(foreign);
  expect(await state()).toEqual(before);
});

test('SEC-H44 no GET changes a row', async () => {
  const id = await readyInstance(connector, 'carol');
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const settled = await vi.waitFor(async () => {
    const one = await dump(db);
    expect(await dump(db), 'nothing else goes on').toEqual(one);
    return one;
  });
  const since = new Date().toISOString();
  for (const { name, path } of routes.filter(({ method }) => method === 'GET')) {
    const asked = { 'datasets.get': '?pid=10.1/x', 'access.logins': `?since=${since}` };
    const query = { ...asked, 'usage.totals': `?from=2020-01-01T00:00:00Z&until=${since}` }[name] ?? '';
    const token = await (forMachines.includes(name) ? portal.machineToken() : portal.tokenFor('carol'));
    const leaving = new AbortController();
    const answer = await fetch(`${url}/v1${path.replace(/\{(id|instance)\}/, id)}${query}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: leaving.signal,
    });
    expect([200, 404, 501], name).toContain(answer.status);
    leaving.abort();
  }
  expect(await dump(db)).toEqual(settled);
});

test('SEC-H13 no answer holds what opens something: no handle, address or secret of an engine', async () => {
  const id = await readyInstance(connector, 'dora');
  const dora = connector.clientOf('dora');
  const answers = JSON.stringify([
    await dora.instances.get({ id }),
    await dora.instances.list({}),
    await dora.events.list({}),
    await dora.environments.list(),
    await dora.plans.list({}),
    await dora.facility.get(),
    await dora.me.get(),
  ]);
  expect(answers).not.toContain(config.stateDirectory);
  expect(answers).not.toMatch(new RegExp(`lumen-${id}|null-engine|\\.sock|${config.gatewayKey}`));
});

test('what the gateways ask is no part of what persons may call', () => {
  expect(Object.keys(gatewayApi).sort()).toEqual(['changes', 'control', 'picture', 'recall', 'redeem', 'report']);
});

function routesOf(contract: object, names: string[]): Route[] {
  if (isContractProcedure(contract)) {
    const { method = 'POST', path = '/' } = contract['~orpc'].route;
    return [{ name: names.join('.'), method, path }];
  }
  return Object.entries(contract).flatMap(([name, inner]) => routesOf(inner as object, [...names, name]));
}

type Asking = { token?: string; body?: string; headers?: Record<string, string> };

function call({ method, path }: Route, { token, body, headers = {} }: Asking = {}): Promise<Response> {
  const address = path.replace('{id}', unknownInstance).replace('{interface}', 'web');
  const content = method === 'GET' ? {} : { body: body ?? '{}' };
  return fetch(`${url}/v1${address}`, {
    method,
    ...content,
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
  });
}

async function expectRefusal(answer: Response, code: keyof typeof catalogue): Promise<void> {
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({
    status: catalogue[code].status,
    body: { code, message: catalogue[code].message },
  });
}

function refusalOf({ status, code, message }: { status: number; code: string; message: string }): string {
  return `${status} ${code} ${message}`;
}
