import { expect, test } from 'vitest';
import { readyInstance } from '../../testing/access.ts';
import { startTestConnector } from '../../testing/connector.ts';
import { nothing, testFacility, unlimited } from '../../testing/facility.ts';
import { identityProvider } from '../../testing/portal.ts';
import type { ConfigFile } from '../config.ts';

async function start(limits: Partial<ConfigFile['limits']> = {}) {
  const { config, write, readRules } = await testFacility({
    limits: { facility: unlimited, person: unlimited, ...limits },
  });
  const rules = readRules();
  rules.flavours.large = { cores: 8, memoryBytes: 2 ** 33, maxLifetimeSeconds: 3600 };
  rules.plans.nothing = { ...rules.plans.nothing, flavours: ['small', 'large'] } as never;
  rules.plans.team = { environment: 'nothing@1', flavours: ['small'], network: 'open', when: [{ proposal: 'any' }] };
  rules.plans.staff = {
    environment: 'nothing@1',
    flavours: ['small'],
    maxLifetimeSeconds: 7200,
    when: [{ affiliation: 'staff@lumen.test' }],
  };
  rules.plans.absent = { environment: 'absent@1', flavours: ['small'], when: [{ everybody: true }] };
  rules.accounts = [{ account: { is: 'own' }, when: [{ affiliation: 'member@lumen.test' }, { proposal: 'any' }] }];
  await write('rules.json', rules);
  await write('proposals.json', {
    proposals: [{ id: 'P1', title: 'One', members: [{ person: { idp: identityProvider, sub: 'mira' } }] }],
  });
  const connector = await startTestConnector(config);
  const availabilityFor = async (client: typeof connector.nobody) => {
    const { plans } = await client.plans.list({});
    return Object.fromEntries(
      plans.map(({ id, availability: one }) => [id, one.is === 'forbidden' ? one.why.code : one.is]),
    );
  };
  return { ...connector, write, availabilityFor };
}

const member = { affiliation: ['member@lumen.test'] };

test('each plan says whether it can be had now, and if not, why not', async () => {
  const { nobody, clientOf, availabilityFor } = await start();
  expect(await availabilityFor(nobody)).toEqual({
    'nothing-small': 'now',
    'nothing-large': 'now',
    'team-small': 'PROPOSAL_NEEDED',
    'staff-small': 'RULE',
    'absent-small': 'ENVIRONMENT_UNAVAILABLE',
  });
  expect(await availabilityFor(clientOf('olga', member))).toMatchObject({
    'nothing-small': 'now',
    'team-small': 'PROPOSAL_NEEDED',
  });
  expect(await availabilityFor(clientOf('mira'))).toMatchObject({ 'team-small': 'now', 'staff-small': 'RULE' });
  expect(await availabilityFor(clientOf('sam', { affiliation: ['staff@lumen.test'] }))).toMatchObject({
    'nothing-small': 'ACCOUNT_MISSING',
    'staff-small': 'ACCOUNT_MISSING',
  });
  const { plans } = await nobody.plans.list({ environment: 'nothing@1' });
  expect(plans).toHaveLength(4);
  expect(plans.find(({ id }) => id === 'staff-small')).toMatchObject({ maxLifetimeSeconds: 7200, network: 'none' });
  expect(plans.find(({ id }) => id === 'team-small')).toMatchObject({ maxLifetimeSeconds: 86_400, network: 'open' });
});

test('SEC-H45 a person without an account here is refused by that code, and creates nothing', async () => {
  const { clientOf } = await start();
  const asked = { headers: { 'idempotency-key': 'k'.repeat(16) }, body: { plan: 'nothing-small', name: 'x' } };
  const sam = clientOf('sam');
  await expect(sam.instances.create(asked)).rejects.toMatchObject({ code: 'ACCOUNT_MISSING', status: 403 });
  expect((await sam.instances.list({})).instances).toEqual([]);
  expect(await sam.me.get()).toMatchObject({ account: null, proposals: [] });
});

test('what is full for everybody is full, what is full for me is mine', async () => {
  const { clientOf, availabilityFor, ...connector } = await start({
    facility: { ...unlimited, cores: 11 },
    person: { ...unlimited, cores: 8 },
  });
  const [anna, bob] = [clientOf('anna', member), clientOf('bob', member)];
  expect(await anna.plans.list({})).toMatchObject({ coresLeft: 8 });
  await readyInstance({ ...connector, clientOf }, 'anna', member);
  expect(await anna.plans.list({})).toMatchObject({ coresLeft: 6 });
  expect(await availabilityFor(anna)).toMatchObject({
    'nothing-small': 'now',
    'nothing-large': 'INSTANCE_QUOTA_EXCEEDED',
  });
  expect(await availabilityFor(bob)).toMatchObject({ 'nothing-small': 'now', 'nothing-large': 'now' });
  await readyInstance({ ...connector, clientOf }, 'bob', member);
  expect(await availabilityFor(clientOf('carol', member))).toMatchObject({
    'nothing-small': 'now',
    'nothing-large': 'full',
  });
});

test('after a start, its time is what the next one may expect', async () => {
  const { clientOf, nobody, ...connector } = await start();
  const startSeconds = async () => {
    const { availability } = (await nobody.plans.list({})).plans[0] ?? {};
    return availability?.is === 'now' ? availability.startSeconds : undefined;
  };
  expect(await startSeconds()).toBe(10);
  await readyInstance({ ...connector, nobody, clientOf }, 'anna', member);
  expect(await startSeconds()).toBeLessThan(10);
});

test('an anonymous caller sees the sizes', async () => {
  const { nobody, write } = await start();
  await write('environments/other.yaml', nothing({ name: 'other' }));
  expect(await nobody.flavours.list()).toEqual({
    flavours: [
      { id: 'small', cores: 2, memoryBytes: 2 ** 30, gpus: 0, diskBytes: null, maxLifetimeSeconds: 86_400 },
      { id: 'large', cores: 8, memoryBytes: 2 ** 33, gpus: 0, diskBytes: null, maxLifetimeSeconds: 3600 },
    ],
  });
});
