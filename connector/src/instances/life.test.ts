import type { InstanceEvent } from '@atrium/contract/v1/events';
import { openTestDatabase } from '@atrium/server/testing/database';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { readyInstance } from '../../testing/access.ts';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { logWhen } from '../../testing/events.ts';
import { nothing, testConfig, testFacility, unlimited } from '../../testing/facility.ts';
import type { Tables } from '../database/tables.ts';

type Connector = Awaited<ReturnType<typeof startTestConnector>>;

/** Waits until an instance is in a state. */
async function until({ clientOf }: Connector, id: string, state: string) {
  return vi.waitFor(async () => {
    const instance = await clientOf('anna').instances.get({ id });
    expect(instance.state).toBe(state);
    return instance;
  }, 10_000);
}

test('an instance stops and starts again, as another run of the same', async () => {
  const config = await testConfig();
  const connector = await startTestConnector(config);
  const anna = connector.clientOf('anna');
  const id = await readyInstance(connector, 'anna');
  const first = await anna.instances.get({ id });
  expect(await anna.instances.stop({ id })).toMatchObject({ state: 'stopping', reason: { code: 'STOPPED_BY_OWNER' } });
  const stopped = await until(connector, id, 'stopped');
  expect(stopped.interfaces).toMatchObject([{ name: 'web', state: 'waiting' }]);
  expect(await anna.instances.stop({ id }), 'asked again, it answers the same').toMatchObject({ state: 'stopped' });

  expect(await anna.instances.start({ id })).toMatchObject({ state: 'requested', reason: null, readyAt: null });
  const again = await until(connector, id, 'ready');
  expect(again).toMatchObject({
    endsAt: first.endsAt,
    environment: first.environment,
    estimate: { usualSeconds: expect.any(Number) },
  });
  const db = openTestDatabase<Tables>(config.databaseUrl);
  expect(await db.selectFrom('instance').select('run').execute()).toEqual([{ run: 2 }]);
});

test('C17: a start right after a stop is refused until it has stopped, and then works', async () => {
  const connector = await startTestConnector(await testConfig());
  const anna = connector.clientOf('anna');
  const id = await readyInstance(connector, 'anna');
  for (let round = 0; round < 5; round++) {
    await anna.instances.stop({ id });
    const start = await anna.instances.start({ id }).catch((error) => error);
    if (start instanceof Error) expect(start).toMatchObject({ code: 'STATE_FORBIDS', status: 409 });
    await vi.waitFor(async () => {
      const { state } = await anna.instances.get({ id });
      if (state === 'stopped') await anna.instances.start({ id });
      expect(state).toBe('ready');
    }, 10_000);
  }
});

test('a stop while it starts is a stop', async () => {
  const { config, write } = await testFacility();
  await write('environments/nothing.yaml', nothing({ part: { silent: ['web'] } }));
  const connector = await startTestConnector(config);
  const anna = connector.clientOf('anna');
  const { id } = await anna.instances.create(newInstance());
  await until(connector, id, 'starting');
  await anna.instances.stop({ id });
  await until(connector, id, 'stopped');
});

test('what cannot be done in a state is refused with its code, and changes nothing', async () => {
  const config = await testConfig();
  const connector = await startTestConnector(config);
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const anna = connector.clientOf('anna');
  const id = await readyInstance(connector, 'anna');
  const forbids = (action: string, state: string) => ({ code: 'STATE_FORBIDS', status: 409, data: { action, state } });
  await expect(anna.instances.start({ id })).rejects.toMatchObject(forbids('start', 'ready'));
  await anna.instances.delete({ id });
  await until(connector, id, 'ended');
  expect(await anna.instances.delete({ id }), 'asked again, it answers the same').toMatchObject({ state: 'ended' });
  await expect(anna.instances.stop({ id })).rejects.toMatchObject(forbids('stop', 'ended'));
  await expect(anna.instances.start({ id })).rejects.toMatchObject(forbids('start', 'ended'));
  await expect(anna.instances.restart({ id, interface: 'web' })).rejects.toMatchObject(forbids('restart', 'ended'));
  const log = () => db.selectFrom('event').selectAll().orderBy('position').execute();
  const before = await log();
  const endsAt = new Date(Date.now() + 3600_000).toISOString();
  await expect(anna.instances.extend({ id, endsAt })).rejects.toMatchObject(forbids('extend', 'ended'));
  expect(await log()).toEqual(before);
});

test('one interface that died is down with its reason; restarted, it answers, and the others never noticed', async () => {
  const { config, write } = await testFacility();
  await write('environments/nothing.yaml', nothing({ interfaces: ['web', 'weak'], part: { dying: ['weak'] } }));
  const connector = await startTestConnector(config);
  const anna = connector.clientOf('anna');
  const id = await readyInstance(connector, 'anna');
  const down = { name: 'weak', state: 'down', reason: { code: 'EXITED', data: { interface: 'weak', status: 1 } } };
  expect(await anna.instances.get({ id })).toMatchObject({ interfaces: [{ name: 'web', state: 'ready' }, down] });

  const asked = await anna.instances.restart({ id, interface: 'weak' });
  expect(asked).toMatchObject({
    state: 'ready',
    interfaces: [{ state: 'ready' }, { state: 'starting', reason: null }],
  });
  await vi.waitFor(async () => {
    expect(await anna.instances.get({ id })).toMatchObject({ interfaces: [{ state: 'ready' }, { state: 'ready' }] });
  }, 10_000);
  const ofWeak = (log: InstanceEvent[]) =>
    log.flatMap((one) => (one.interface?.name === 'weak' ? [[one.action, one.interface.state]] : []));
  const events = await logWhen(anna, id, (log) => ofWeak(log).length === 3);
  expect(ofWeak(events)).toEqual([
    ['observe', 'down'],
    ['restart', 'starting'],
    ['observe', 'ready'],
  ]);
  expect(events.filter((one) => one.interface?.name === 'web')).toHaveLength(1);
  await expect(anna.instances.restart({ id, interface: 'lab' })).rejects.toMatchObject({ code: 'INTERFACE_UNKNOWN' });
});

test('a listener that never speaks is seen as starting, then as the coded failure', async () => {
  const { config, write } = await testFacility();
  await write('environments/nothing.yaml', nothing({ part: { silent: ['web'], patienceSeconds: 1 } }));
  const connector = await startTestConnector(config);
  const { id } = await connector.clientOf('anna').instances.create(newInstance());
  expect(await until(connector, id, 'starting')).toMatchObject({ interfaces: [{ state: 'starting' }] });
  const failed = await until(connector, id, 'failed');
  expect(failed).toMatchObject({ reason: { code: 'NO_ANSWER', data: { interface: 'web', seconds: 1 } } });
});

test('a start that fails says why, and gives back what it held', async () => {
  const { config, write } = await testFacility({
    limits: { facility: unlimited, person: { ...unlimited, instances: 1 } },
  });
  const fails = { code: 'COMMAND_NOT_FOUND', data: { command: 'silx' } };
  await write('environments/nothing.yaml', nothing({ part: { fails } }));
  const connector = await startTestConnector(config);
  const anna = connector.clientOf('anna');
  for (let attempt = 0; attempt < 2; attempt++) {
    const { id } = await anna.instances.create(newInstance());
    expect(await until(connector, id, 'failed')).toMatchObject({ reason: fails, extendableTo: null });
  }
});

test('a stopped instance holds its place, not its cores', async () => {
  const person = { instances: 2, cores: 2, memoryBytes: null };
  const connector = await startTestConnector(await testConfig({ facility: unlimited, person }));
  const anna = connector.clientOf('anna');
  const taken = async () => {
    const { limits } = await anna.me.get();
    const mine = limits.filter(({ level }) => level === 'person');
    return Object.fromEntries(mine.map(({ resource, used, held }) => [resource, used + held]));
  };
  const first = await readyInstance(connector, 'anna');
  expect(await taken()).toMatchObject({ instances: 1, cores: 2 });
  await expect(anna.instances.create(newInstance())).rejects.toMatchObject({ code: 'INSTANCE_QUOTA_EXCEEDED' });
  await anna.instances.stop({ id: first });
  await until(connector, first, 'stopped');
  expect(await taken()).toMatchObject({ instances: 1, cores: 0 });
  await readyInstance(connector, 'anna');
  await expect(anna.instances.start({ id: first })).rejects.toMatchObject({
    code: 'INSTANCE_QUOTA_EXCEEDED',
    data: { exceeded: [{ level: 'person', resource: 'cores', max: 2, used: 2, held: 0, asked: 2 }] },
  });
  expect(await anna.instances.get({ id: first })).toMatchObject({ state: 'stopped' });
  await anna.instances.delete({ id: first });
  await until(connector, first, 'ended');
  expect(await taken()).toMatchObject({ instances: 1, cores: 2 });
});

test('an end moves within the rule, as the rule is at that moment', async () => {
  const { config, write, readRules } = await testFacility();
  const connector = await startTestConnector(config);
  const anna = connector.clientOf('anna');
  const { id, endsAt, extendableTo } = await anna.instances.create({
    ...newInstance(),
    body: { ...newInstance().body, lifetimeSeconds: 600 },
  });
  expect(Date.parse(String(extendableTo)) - Date.parse(endsAt)).toBeGreaterThan(80_000_000);
  const beyond = new Date(Date.now() + 90_000_000).toISOString();
  await expect(anna.instances.extend({ id, endsAt: beyond })).rejects.toMatchObject({
    code: 'END_BEYOND_RULE',
    status: 400,
  });
  const past = new Date(Date.now() - 1000).toISOString();
  await expect(anna.instances.extend({ id, endsAt: past })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  expect(await anna.instances.get({ id })).toMatchObject({ endsAt });

  const later = new Date(Date.now() + 3_600_000).toISOString();
  expect(await anna.instances.extend({ id, endsAt: later })).toMatchObject({ endsAt: later });
  const rules = await readRules();
  rules.flavours.small = { cores: 2, memoryBytes: 2 ** 30, maxLifetimeSeconds: 60 };
  await write('rules.json', rules);
  await vi.waitFor(async () => {
    const now = await anna.instances.get({ id });
    expect(now, 'a rule that changed moves no end').toMatchObject({ endsAt: later, extendableTo: later });
  }, 10_000);
});

test('a first end beyond what the plan allows is refused', async () => {
  const { clientOf } = await startTestConnector(await testConfig());
  const asked = newInstance();
  const create = clientOf('anna').instances.create({ ...asked, body: { ...asked.body, lifetimeSeconds: 86_401 } });
  await expect(create).rejects.toMatchObject({ code: 'END_BEYOND_RULE', data: { latest: expect.any(String) } });
});

test('a facility that shuts down stops what runs, files kept, and it starts again afterwards', async () => {
  const config = await testConfig();
  const connector = await startTestConnector(config);
  const anna = connector.clientOf('anna');
  const ids = await Promise.all([1, 2, 3].map(() => readyInstance(connector, 'anna')));
  await anna.instances.stop({ id: ids[2] ?? '' });
  expect(await connector.stopInstances(10_000)).toBe(0);
  for (const id of ids.slice(0, 2)) {
    expect(await anna.instances.get({ id })).toMatchObject({ state: 'stopped', reason: { code: 'FACILITY_SHUTDOWN' } });
  }
  expect(await anna.instances.get({ id: ids[2] ?? '' })).toMatchObject({ reason: { code: 'STOPPED_BY_OWNER' } });
  const isStop = ({ action }: InstanceEvent) => action === 'stop';
  const events = await logWhen(anna, ids[0] ?? '', (log) => log.some(isStop));
  expect(events.find(isStop)).toMatchObject({ by: { kind: 'system', name: 'Lumen' } });
  await connector.stop();

  const next = await startTestConnector(config);
  await next.clientOf('anna').instances.start({ id: ids[0] ?? '' });
  await until(next, ids[0] ?? '', 'ready');
});

test('the log tail shows what programs wrote, without what opens something', async () => {
  const { config, write } = await testFacility();
  const says = [
    'listening on http://127.0.0.1/?token=c4n4ry1 now',
    'Authorization: Bearer c4n4ry2',
    'Cookie: session=c4n4ry3; other=1',
    '{"password":"c4n4ry4","user":"anna"}',
    'postgresql://anna:c4n4ry5@db/anna',
    'eyJhbGciOiJFUzI1NiJ9.eyJjNG40cnk2Ijoie.c4n4ry6',
    'tokens are fine: 17 of them',
  ];
  await write('environments/nothing.yaml', nothing({ part: { says } }));
  const connector = await startTestConnector(config);
  const anna = connector.clientOf('anna');
  const id = await readyInstance(connector, 'anna');
  const { lines, truncated } = await anna.instances.log({ id });
  const text = lines.map((line) => line.text).join('\n');
  expect(text).not.toContain('c4n4ry');
  expect(text).toContain('http://127.0.0.1/?token=[secret] now');
  expect(text).toContain('"user":"anna"');
  expect(text).toContain('tokens are fine: 17 of them');
  expect(truncated).toBe(false);
  const last = { lines: [{ source: 'engine' }, { source: 'web', text: says.at(-1) }], truncated: true };
  expect(await anna.instances.log({ id, lines: 1 }), 'one of each source').toMatchObject(last);
});

test('two connectors over one database run one instance each once, and either answers for it', async () => {
  const config = await testConfig();
  const [one, other] = [await startTestConnector(config), await startTestConnector(config)];
  const ids = await Promise.all(
    Array.from({ length: 10 }, (_, number) => readyInstance(number % 2 ? one : other, 'anna')),
  );
  const stops = ids.map((id, number) => (number % 2 ? other : one).clientOf('anna').instances.stop({ id }));
  await Promise.all(stops);
  for (const id of ids) await until(one, id, 'stopped');
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const told = await sql`SELECT instance_id FROM event WHERE action = 'observe' AND state = 'stopped'`.execute(db);
  expect(told.rows).toHaveLength(10);
});
