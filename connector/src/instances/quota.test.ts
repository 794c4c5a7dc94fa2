import { openTestDatabase } from '@atrium/server/testing/database';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { readyInstance } from '../../testing/access.ts';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { testConfig, testFacility, unlimited } from '../../testing/facility.ts';
import type { Tables } from '../database/tables.ts';
import { nobody } from '../people/facts.ts';
import type { RulesFile } from '../people/rules.ts';
import type { Instance } from './instance.ts';
import { createQuotas } from './quota.ts';
import * as store from './store.ts';

async function startedBy(person: string) {
  const config = await testConfig();
  const { clientOf } = await startTestConnector(config);
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const client = clientOf(person);
  const { id } = await client.instances.create(newInstance());
  await vi.waitFor(async () => expect((await client.instances.get({ id })).state).toBe('ready'));
  return { client, db, instance: (await store.find(db, id)) as Instance };
}

test('what a person has is held when it is asked for, used when it is ready, and free when it is over', async () => {
  const { client, instance } = await startedBy('anna');
  const own = async () => {
    const { limits } = await client.me.get({});
    return limits.find(({ level, resource }) => level === 'person' && resource === 'instances');
  };
  expect(await own()).toMatchObject({ used: 1, held: 0 });
  await client.instances.delete({ id: instance.id });
  await vi.waitFor(async () => expect(await own()).toMatchObject({ used: 0, held: 0 }));
});

test('an instance becomes ready without waiting for those who launch at the same facility', async () => {
  const { db, instance } = await startedBy('anna');
  const known = async () => ({ facts: nobody, account: undefined });
  const quotas = createQuotas({
    registered: (await testConfig()).limits,
    rules: () => [],
    judge: { known },
    clock: () => new Date(),
  });
  await db.transaction().execute(async (launching) => {
    await launching.selectFrom('quota').selectAll().forUpdate().execute();
    await db.transaction().execute((tx) => quotas.adjust(tx, { ...instance, state: 'starting' }, instance));
  });
});

/** A facility in which who is at an institute shares what the institute may have. */
async function withGroups(limits: NonNullable<RulesFile['limits']>, registered = {}) {
  const { config, write, readRules } = await testFacility({
    limits: { facility: unlimited, person: unlimited, ...registered },
  });
  const rules = { ...readRules(), limits };
  await write('rules.json', rules);
  const connector = await startTestConnector(config);
  const memberOf = (person: string, ...groups: string[]) =>
    connector.clientOf(person, { affiliation: groups.map((group) => `${group}@lumen.test`) });
  return { connector, memberOf, write, rules, db: openTestDatabase<Tables>(config.databaseUrl) };
}

const group = (id: string, max: object) => ({
  of: { is: 'group' as const, id, title: `Group ${id}` },
  max,
  when: [{ affiliation: `${id}@lumen.test` }],
});

test('what a group may have its members share, and a refusal names every limit that it would pass', async () => {
  const { memberOf } = await withGroups([group('blue', { instances: 2, cores: 3 })], {
    person: { ...unlimited, instances: 1 },
  });
  const anna = memberOf('anna', 'blue');
  await anna.instances.create(newInstance());
  const taken = { used: expect.any(Number), held: expect.any(Number) };
  await expect(anna.instances.create(newInstance())).rejects.toMatchObject({
    code: 'INSTANCE_QUOTA_EXCEEDED',
    data: {
      exceeded: [
        { level: 'group', group: 'Group blue', resource: 'cores', max: 3, ...taken, asked: 2 },
        { level: 'person', group: null, resource: 'instances', max: 1, ...taken, asked: 1 },
      ],
    },
  });
  const bob = memberOf('bob', 'blue');
  await expect(bob.instances.create(newInstance())).rejects.toMatchObject({
    data: { exceeded: [{ level: 'group', resource: 'cores' }] },
  });
  const { plans, coresLeft } = await bob.plans.list({});
  expect(plans[0]?.availability).toMatchObject({ is: 'forbidden', why: { code: 'INSTANCE_QUOTA_EXCEEDED' } });
  expect(coresLeft).toBe(1);
  const { limits } = await bob.me.get();
  const shared = limits.find(({ level, resource }) => level === 'group' && resource === 'cores');
  expect(shared).toMatchObject({ group: 'Group blue', max: 3 });
  expect((shared?.used ?? 0) + (shared?.held ?? 0)).toBe(2);
  await memberOf('carl').instances.create(newInstance());
});

test('a person of a rule has its limits until it ends, and a rule that changes ends nothing that runs', async () => {
  const forAnna = { of: { is: 'person' as const }, when: [{ affiliation: 'anna@lumen.test' }] };
  const { connector, memberOf, write, rules } = await withGroups(
    [{ ...forAnna, max: { instances: 2 }, until: '2999-01-01T00:00:00Z' }],
    {
      person: { ...unlimited, instances: 1 },
    },
  );
  const anna = memberOf('anna', 'anna');
  const first = await readyInstance(connector, 'anna', { affiliation: ['anna@lumen.test'] });
  await anna.instances.create(newInstance());
  const over = { ...rules, limits: [{ ...forAnna, max: { instances: 9 }, until: '2020-01-01T00:00:00Z' }] };
  await write('rules.json', over);
  const mine = async () => (await anna.me.get()).limits.find(({ level }) => level === 'person');
  await vi.waitFor(async () => expect(await mine()).toMatchObject({ resource: 'instances', max: 1 }), 10_000);
  await expect(anna.instances.create(newInstance())).rejects.toMatchObject({ code: 'INSTANCE_QUOTA_EXCEEDED' });
  expect(await anna.instances.get({ id: first })).toMatchObject({ state: 'ready' });
});

/** Facility, blue, red, person: which of them binds is another in each. */
const mixes: [number | null, number | null, number | null, number | null][] = [
  [30, null, null, null],
  [null, 9, 12, null],
  [null, null, null, 3],
  [25, 11, 40, 4],
  [40, 0, 14, 8],
];

test.each(mixes)(
  '200 parallel launches at %j pass no limit and leave nothing behind',
  async (facility, blue, red, person) => {
    const { memberOf, db } = await withGroups(
      [group('blue', { instances: blue }), group('red', { cores: red === null ? null : 2 * red })],
      { facility: { ...unlimited, instances: facility }, person: { ...unlimited, instances: person } },
    );
    const groups = [[], ['blue'], ['red'], ['blue', 'red']];
    const people = Array.from({ length: 20 }, (_, number) => ({
      name: `person ${number}`,
      in: groups[number % groups.length] ?? [],
    }));
    const launches = people.flatMap((one) =>
      Array.from({ length: 10 }, () => ({ ...one, client: memberOf(one.name, ...one.in) })),
    );
    const outcomes = await Promise.allSettled(
      launches.map(async (one) => ({ ...one, id: (await one.client.instances.create(newInstance())).id })),
    );
    const made = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    for (const { code, data } of refused) {
      expect(code).toBe('INSTANCE_QUOTA_EXCEEDED');
      expect(data.exceeded.length).toBeGreaterThan(0);
      for (const { max, used, held, asked } of data.exceeded) expect(used + held + asked).toBeGreaterThan(max);
    }

    const counts = [
      [facility, made.length],
      [blue, made.filter((one) => one.in.includes('blue')).length],
      [red, made.filter((one) => one.in.includes('red')).length],
      ...people.map(({ name }) => [person, made.filter((one) => one.name === name).length] as const),
    ] as const;
    for (const [max, count] of counts) expect(count).toBeLessThanOrEqual(max ?? 200);
    // Nobody was refused for a limit that had room: what binds is used up.
    expect(refused.length === 0 || counts.some(([max, count]) => max === count)).toBe(true);

    await Promise.all(made.map(({ client, id }) => client.instances.delete({ id })));
    await vi.waitFor(async () => {
      const left = await sql`SELECT level, resource FROM quota WHERE taken > 0`.execute(db);
      expect(left.rows).toEqual([]);
    }, 20_000);
    expect(await db.selectFrom('reservation').selectAll().execute()).toEqual([]);
  },
);
