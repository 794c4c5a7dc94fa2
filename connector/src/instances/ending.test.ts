import { openTestDatabase, silent } from '@atrium/server/testing/database';
import { beforeEach, expect, test, vi } from 'vitest';
import { letIn } from '../../testing/access.ts';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { testFacility } from '../../testing/facility.ts';
import { createTestLifecycle } from '../../testing/lifecycle.ts';
import type { Db, Tables } from '../database/tables.ts';
import { lookAtEnds } from './ending.ts';
import type { Instance } from './instance.ts';
import { byPerson } from './lifecycle.ts';
import * as store from './store.ts';

const hour = 3_600_000;

let db: Db;
let parts: Awaited<ReturnType<typeof createTestLifecycle>>;
let now: Date;
const clock = () => now;
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms);
};
const look = () => lookAtEnds({ db, lifecycle: parts.lifecycle, clock, log: silent });

beforeEach(async () => {
  now = new Date('2026-06-01T08:00:00Z');
  const { config } = await testFacility();
  db = openTestDatabase<Tables>(config.databaseUrl);
  parts = await createTestLifecycle(config, db, clock);
});

/** One that lives for eight hours: its end is said two hours before. */
async function create(): Promise<string> {
  const { headers, body } = newInstance();
  const asked = { ...body, lifetimeSeconds: 8 * 3600 };
  return (await parts.lifecycle.create(parts.person, '', asked, headers['idempotency-key'])).id;
}

const get = async (id: string) => (await store.find(db, id)) as Instance;

/** What was said and done to it since its creation: the action, and the end as it was then. */
async function log(id: string) {
  const events = await db
    .selectFrom('event')
    .select(['action', 'endsAt'])
    .where('instanceId', '=', id)
    .orderBy('seq')
    .execute();
  return events.slice(1).map(({ action, endsAt }) => [action, endsAt.toISOString().slice(11, 16)]);
}

test('UC-F13 an end is said in time, said again, and comes when it was said to', async () => {
  const id = await create();
  for (let minutes = 0; minutes <= 8 * 60; minutes += 10) {
    await look();
    if (minutes < 8 * 60) pass(hour / 6);
  }
  expect(await log(id)).toEqual([
    ['warn', '16:00'],
    ['warn', '16:00'],
    ['expire', '16:00'],
  ]);
  expect(await get(id)).toMatchObject({ state: 'ending', reason: { code: 'LIFETIME_OVER' } });
});

test('C21 a connector that was down at the notice and at the end says it first, and leaves time to act', async () => {
  const id = await create();
  pass(10 * hour);
  await look();
  expect(await get(id)).toMatchObject({ state: 'requested', endsAt: new Date('2026-06-01T19:36:00Z') });
  pass(1.5 * hour);
  await look();
  expect((await get(id)).state).toBe('requested');
  pass(0.1 * hour);
  await look();
  expect((await get(id)).state).toBe('ending');
  const [[first] = [], ...more] = await log(id);
  expect([first, more.at(-1)]).toEqual(['warn', ['expire', '19:36']]);
});

test('an extension in the last minute holds, also twice at once, and the new end is said anew', async () => {
  const id = await create();
  pass(7 * hour);
  await look();
  pass(hour - 30_000);
  const later = new Date('2026-06-01T20:00:00Z');
  const extend = () => parts.lifecycle.extend(parts.person, '', id, later);
  await Promise.all([extend(), extend(), look()]);
  expect(await get(id)).toMatchObject({ state: 'requested', endsAt: later });
  pass(hour + 30_000);
  await look();
  expect((await log(id)).at(-1)).toEqual(['warn', '20:00']);
  pass(3 * hour);
  await look();
  expect((await get(id)).state).toBe('ending');
});

test('an end that its owner moves near is not moved away by a notice', async () => {
  const id = await create();
  pass(5 * hour);
  const soon = new Date(now.getTime() + 60_000);
  await parts.lifecycle.extend(parts.person, '', id, soon);
  pass(60_000);
  await look();
  expect(await get(id)).toMatchObject({ state: 'ending', endsAt: soon });
});

test('two who look at once say it once and end it once', async () => {
  const ids = await Promise.all(Array.from({ length: 10 }, create));
  pass(6 * hour);
  await Promise.all([look(), look()]);
  pass(2 * hour);
  await Promise.all([look(), look()]);
  for (const id of ids) expect((await log(id)).map(([action]) => action)).toEqual(['warn', 'expire']);
});

test('what is stopped comes to its end too, what is over has none', async () => {
  const stopped = await create();
  const by = byPerson(parts.person, null);
  await parts.lifecycle.stop(by, stopped, 'STOPPED_BY_OWNER');
  await parts.lifecycle.observe(stopped, 1, { phase: 'absent' });
  const over = await create();
  await parts.lifecycle.observe(over, 1, { phase: 'failed', reason: { code: 'EXITED', data: {} } });
  pass(6 * hour);
  await look();
  pass(2 * hour);
  await look();
  expect((await get(stopped)).state).toBe('ending');
  expect(await get(over)).toMatchObject({ state: 'failed', reason: { code: 'EXITED' } });
});

test('an instance whose time is over ends by itself: programs, connections, and what it held', async () => {
  const { config } = await testFacility();
  let ahead = 0;
  const connector = await startTestConnector(config, { clock: () => new Date(Date.now() + ahead) });
  const anna = connector.clientOf('anna');
  const { id } = await anna.instances.create(newInstance());
  await vi.waitFor(async () => expect((await anna.instances.get({ id })).state).toBe('ready'), 10_000);
  await letIn(connector, 'anna', id);
  const soon = new Date(Date.now() + 60_000).toISOString();
  await anna.instances.extend({ id, endsAt: soon });
  const leaving = new AbortController();
  const changes = await connector.gateway.changes(undefined, { signal: leaving.signal });
  await changes.next();
  ahead = 61_000;
  const end = async () => (await anna.instances.get({ id })).endsAt;
  await vi.waitFor(async () => expect(await end()).not.toBe(soon), 10_000);
  const said = await end();
  ahead = Date.parse(said) - Date.now() + 1000;
  await vi.waitFor(async () => expect((await anna.instances.get({ id })).state).toBe('ended'), 10_000);
  expect(await anna.instances.get({ id })).toMatchObject({ endsAt: said, reason: { code: 'LIFETIME_OVER' } });
  const told = new Set<string>();
  for await (const { kind } of changes) {
    told.add(kind);
    if (kind !== 'following' && kind !== 'changed') break;
  }
  expect(told).toContain('ended');
  leaving.abort();
  const { limits } = await anna.me.get();
  expect(limits.every(({ used, held }) => used + held === 0)).toBe(true);
});
