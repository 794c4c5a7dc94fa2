import { openTestDatabase } from '@atrium/server/testing/database';
import { beforeEach, describe, expect, test } from 'vitest';
import { letIn, readyInstance } from '../../testing/access.ts';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { testConfig, testFacility } from '../../testing/facility.ts';
import { createTestLifecycle } from '../../testing/lifecycle.ts';
import type { Db, Tables } from '../database/tables.ts';
import { byPerson } from '../instances/lifecycle.ts';
import { recordsOf, totalsOf } from './usage.ts';

const gibibyte = 2 ** 30;

describe('of one person', () => {
  let db: Db;
  let parts: Awaited<ReturnType<typeof createTestLifecycle>>;
  let now: Date;

  const at = (time: string) => new Date(`2026-06-${time}:00Z`);
  const may = <Result>(time: string, act: () => Promise<Result>) => {
    now = at(time);
    return act();
  };
  const person = () => byPerson(parts.person, null);
  const used = (from: string, until: string) =>
    totalsOf(db, parts.person.id, { from: at(from), until: at(until) }, now);

  beforeEach(async () => {
    now = at('01T00:00');
    const { config } = await testFacility();
    db = openTestDatabase<Tables>(config.databaseUrl);
    parts = await createTestLifecycle(config, db, () => now);
  });

  /** Two cores and a GiB. */
  async function create(): Promise<string> {
    const { headers, body } = newInstance();
    return (await parts.lifecycle.create(parts.person, '', body, headers['idempotency-key'])).id;
  }

  const ready = (id: string, run = 1) => parts.lifecycle.observe(id, run, { phase: 'ready', interfaces: {} });
  const gone = (id: string, run = 1) => parts.lifecycle.observe(id, run, { phase: 'absent' });

  test('UC-F13 what was allotted counts from ready to stopped, ended or failed, and not while it waits', async () => {
    const id = await may('01T08:00', create);
    await may('01T09:00', () => ready(id));
    await may('01T10:00', () => parts.lifecycle.stop(person(), id, 'STOPPED_BY_OWNER'));
    await may('01T11:00', () => gone(id));
    await may('02T11:00', () => parts.lifecycle.start(parts.person, '', id));
    await may('02T12:00', () => ready(id, 2));
    await may('02T13:00', () => parts.lifecycle.end(parts.person, '', id));
    await may('02T13:30', () => gone(id, 2));
    now = at('09T00:00');
    const hours = 2 + 1.5;
    expect(await used('01T00:00', '30T00:00')).toEqual({
      instances: 1,
      runningSeconds: hours * 3600,
      coreSeconds: hours * 3600 * 2,
      gpuSeconds: 0,
      memoryByteSeconds: hours * 3600 * gibibyte,
    });
    const { records } = await recordsOf(db, parts.person.id, { limit: 100 });
    expect(records.map(({ type }) => type)).toEqual(['requested', 'started', 'stopped', 'started', 'ended']);
  });

  test('a period takes its part of what ran over its borders, and what runs counts until now', async () => {
    const first = await may('01T12:00', create);
    await may('01T12:00', () => ready(first));
    const second = await may('02T22:00', create);
    await may('02T23:00', () => ready(second));
    await may('03T01:00', () =>
      parts.lifecycle.observe(second, 1, { phase: 'failed', reason: { code: 'KILLED', data: {} } }),
    );
    now = at('03T12:00');
    expect(await used('02T00:00', '03T00:00')).toMatchObject({ instances: 2, runningSeconds: (24 + 1) * 3600 });
    expect(await used('03T00:00', '30T00:00')).toMatchObject({ instances: 2, runningSeconds: (12 + 1) * 3600 });
    expect(await used('01T00:00', '01T12:00')).toMatchObject({ instances: 0, runningSeconds: 0 });
  });

  test('what never became ready used nothing', async () => {
    const id = await may('01T08:00', create);
    await may('01T09:00', () =>
      parts.lifecycle.observe(id, 1, { phase: 'failed', reason: { code: 'EXITED', data: {} } }),
    );
    now = at('09T00:00');
    expect(await used('01T00:00', '30T00:00')).toMatchObject({ instances: 0, coreSeconds: 0 });
  });
});

test('a person reads own records page by page, and nobody else’s', async () => {
  const connector = await startTestConnector(await testConfig());
  const id = await readyInstance(connector, 'anna');
  await letIn(connector, 'anna', id);
  const anna = connector.clientOf('anna');
  const first = await anna.usage.records({ limit: 2 });
  expect(first.records.map(({ type, instance }) => [type, instance])).toEqual([
    ['requested', { id, name: 'quiet heron' }],
    ['started', { id, name: 'quiet heron' }],
  ]);
  const second = await anna.usage.records({ limit: 2, after: first.next ?? undefined });
  expect(second).toMatchObject({ records: [{ type: 'opened', resources: { cores: 2 } }], next: null });
  const month = { from: '2020-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z' };
  expect(await anna.usage.totals(month)).toMatchObject({ ...month, instances: 1 });

  const bob = connector.clientOf('bob');
  expect(await bob.usage.records({})).toEqual({ records: [], next: null });
  expect(await bob.usage.totals(month)).toMatchObject({ instances: 0, coreSeconds: 0 });
  await expect(connector.nobody.usage.records({})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(bob.usage.totals({ from: month.until, until: month.from })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
  });
});
