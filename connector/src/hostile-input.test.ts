import { api } from '@atrium/contract/v1/api';
import { openTestDatabase } from '@atrium/server/testing/database';
import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract';
import { afterAll, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { readyInstance } from '../testing/access.ts';
import { startTestConnector } from '../testing/connector.ts';
import { dump } from '../testing/dump.ts';
import { testFacility } from '../testing/facility.ts';
import { identityProvider } from '../testing/portal.ts';
import type { Tables } from './database/tables.ts';

const { config } = await testFacility({}, afterAll);
const connector = await startTestConnector(config, {}, afterAll);
const { url, portal, clientOf } = connector;
const anna = clientOf('anna');
const [mine, other] = [await readyInstance(connector, 'anna'), await readyInstance(connector, 'anna')];
const bob = (await clientOf('bob').me.get()).person.id;
const { code, invitation } = await anna.members.invite({ instance: mine, role: 'viewer' });
await clientOf('bob').members.accept({ code });

type Route = { name: string; method: string; path: string; fields: string[] | undefined };
const forMachines = ['access.endLogin', 'access.endPerson', 'access.logins'];
const routes = routesOf(api, []);
const changes = routes.filter(({ method }) => method !== 'GET');
const reads = routes.filter(({ method, fields }) => method === 'GET' && fields !== undefined);

/** Bodies of several fields, each of which is good until one of them is spoilt. */
const goodBodies: Record<string, object> = {
  'instances.create': { plan: 'nothing-small', name: 'quiet heron', data: [], lifetimeSeconds: 3600 },
  'members.invite': { role: 'viewer', note: '', days: 1 },
  'members.control': { act: 'pass', to: bob },
  'access.ticket': { instance: mine, interface: 'web', language: 'en', colourScheme: 'auto' },
  'access.endPerson': { idp: identityProvider, sub: 'nobody' },
};

/** What no field of the contract takes. */
const wrongValues = [
  null,
  true,
  -1,
  1e308,
  {},
  [[]],
  { $gt: '' },
  '\0',
  '\ud800',
  'x'.repeat(100_000),
  Array(10_000).fill('x'),
];
const noObjects = ['null', '7', '"text"', '[]', '[{}]', '['.repeat(50_000) + ']'.repeat(50_000)];
const wrongObjects = [
  '{"atrium":1}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`,
];
/** Each with its status of the catalogue, which is that of a caller's fault. */
const refusals = ['INPUT_INVALID', 'MALFORMED_REQUEST', 'BODY_TOO_LARGE', 'PLAN_UNKNOWN', 'DATASET_NOT_FOUND'];
const wrongQueries = [
  'atrium=1',
  '__proto__[polluted]=yes',
  'constructor[prototype][polluted]=yes',
  'limit[]=1&limit[]=2',
  'limit=1&limit=2',
  'limit=1e9',
  'lines=-1',
  'since=%00',
  'over=<script>',
];

test.each(changes)('SEC-6.6: $name takes no body of another shape, and changes nothing by it', async (route) => {
  const before = await settled();
  const { name, fields = [] } = route;
  const bodies = fields.flatMap((field) => wrongValues.map((value) => bodyOf(name, field, value)));
  // Where nothing is read, a body that is no object is as good as none.
  const wrong = [...wrongObjects, ...(fields.length > 0 ? noObjects : []), ...bodies];
  for (const body of wrong) {
    const { status, code } = await ask(route, { body });
    expect(refusals, `${body.slice(0, 80)}: ${status}`).toContain(code);
  }
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  expect(await settled()).toEqual(before);
});

test.each(reads)('SEC-6.6: $name takes no query of another shape', async (route) => {
  for (const query of wrongQueries) {
    const { status, code } = await ask({ ...route, path: `${route.path}?${query}` });
    expect([status, code], query).toEqual([400, 'INPUT_INVALID']);
  }
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('SEC-6.6, SEC-H32: what belongs to one instance is not reached by way of another, even by the owner of both', async () => {
  const before = await settled();
  const crossed: [string, () => Promise<unknown>][] = [
    ['MEMBER_NOT_FOUND', () => anna.members.remove({ instance: other, person: bob })],
    ['MEMBER_NOT_FOUND', () => anna.members.changeRole({ instance: other, person: bob, role: 'collaborator' })],
    ['MEMBER_NOT_FOUND', () => anna.members.control({ instance: other, act: 'pass', to: bob })],
    ['INVITATION_NOT_FOUND', () => anna.members.revoke({ instance: other, invitation: invitation.id })],
    ['INSTANCE_NOT_FOUND', () => clientOf('bob').instances.get({ id: other })],
  ];
  for (const [code, ask] of crossed) await expect(ask()).rejects.toMatchObject({ code });
  expect(await settled()).toEqual(before);
});

test('SEC-H33: nobody is made an owner, and no part in an instance changes who a person is', async () => {
  const before = await settled();
  const personally = () => before.person?.find((row) => JSON.stringify(row).includes(bob));
  for (const role of ['owner', 'support', 'admin', 'Viewer', 'viewer ', '']) {
    const invited = { name: 'members.invite', method: 'POST', path: '/instances/{instance}/invitations' };
    const changed = { name: 'members.changeRole', method: 'PATCH', path: '/instances/{instance}/members/{person}' };
    for (const route of [invited, changed])
      expect((await ask({ ...route, fields: [] }, { body: JSON.stringify({ role }) })).code, role).toBe(
        'INPUT_INVALID',
      );
  }
  const person = { name: 'Somebody Else', organisation: 'Elsewhere', email: 'x@evil.example' };
  const accept = { name: 'members.accept', method: 'POST', path: '/invitations/accept', fields: [] };
  expect((await ask(accept, { body: JSON.stringify({ code, person }) })).code).toBe('INPUT_INVALID');
  const after = await settled();
  expect(after).toEqual(before);
  expect(personally()).toMatchObject({ row: { name: 'bob' } });
});

function bodyOf(route: string, field: string, value: unknown): string {
  return JSON.stringify({ ...goodBodies[route], [field]: value });
}

/** Every row, when nothing else goes on. A token that was used once is remembered, refused or not. */
function settled() {
  const db = openTestDatabase<Tables>(config.databaseUrl);
  return vi.waitFor(async () => {
    const one = await dump(db, { without: ['burnt_token'] });
    expect(await dump(db, { without: ['burnt_token'] })).toEqual(one);
    return one;
  }, 10_000);
}

async function ask({ name, method, path }: Route, { body }: { body?: string } = {}) {
  const filled = path
    .replace(/\{(?:id|instance)\}/, mine)
    .replace('{interface}', 'web')
    .replace('{invitation}', invitation.id)
    .replace('{person}', bob);
  const token = await (forMachines.includes(name) ? portal.machineToken() : portal.tokenFor('anna'));
  const answer = await fetch(`${url}/v1${filled}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': 'a key of sixteen' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const said = (await answer.json()) as { code?: string };
  return { status: answer.status, code: said.code };
}

function routesOf(contract: object, names: string[]): Route[] {
  if (!isContractProcedure(contract)) {
    return Object.entries(contract).flatMap(([name, inner]) => routesOf(inner as object, [...names, name]));
  }
  const { method = 'POST', path = '/' } = (contract as AnyContractProcedure)['~orpc'].route;
  return [{ name: names.join('.'), method, path, fields: fieldsOf(contract, path) }];
}

/** Of the body or the query; `undefined`: the route reads nothing. */
function fieldsOf(contract: AnyContractProcedure, path: string): string[] | undefined {
  const input = contract['~orpc'].inputSchema;
  if (!(input instanceof z.ZodObject)) return undefined;
  const { body = input } = input.shape as { body?: z.ZodObject };
  return Object.keys(body.shape).filter((name) => !path.includes(`{${name}}`));
}
