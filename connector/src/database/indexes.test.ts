import { openTestDatabase } from '@atrium/server/testing/database';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { letIn, readyInstance } from '../../testing/access.ts';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { testConfig } from '../../testing/facility.ts';
import { sweep } from '../sweep.ts';
import type { Db, Tables } from './tables.ts';

const people = 20_000;
const past = 20_000;

/** What grows with the years: nothing that is asked for may read one of them from end to end. */
const growing = [
  ...['person', 'instance', 'member', 'event', 'usage_record', 'audit', 'access_grant', 'access_change'],
  ...['interface_host', 'successful_start', 'answered_request', 'burnt_token', 'invitation'],
];

/** Copies one instance that is over, with all that it left behind, ten times for each of many people. */
async function writePast(db: Db, id: string): Promise<void> {
  const number = `lpad(number::text, 15, '0')`;
  const copies = `generate_series(1, ${past}) AS number`;
  const columns = async (table: string) => {
    const { rows } = await sql<{ name: string }>`
      SELECT column_name AS name FROM information_schema.columns
      WHERE table_name = ${table} AND is_identity = 'NO'`.execute(db);
    return rows.map(({ name }) => name);
  };
  const owner = `'p' || lpad((1 + number % ${people})::text, 15, '0')`;
  /** These columns get another value in each copy; the others are as they were. */
  async function copy(table: string, changes: Record<string, string>, where: string): Promise<void> {
    const names = await columns(table);
    const values = names.map((name) => changes[name] ?? `${table}.${name}`);
    const text = `INSERT INTO ${table} (${names}) SELECT ${values} FROM ${table}, ${copies} WHERE ${where}`;
    await sql.raw(text).execute(db);
  }
  await sql
    .raw(
      `INSERT INTO person (id, issuer, subject, name, facts, facts_from)
       SELECT 'p' || ${number}, 'https://past.test', number, 'Past', '{}', now() FROM generate_series(1, ${people}) AS number`,
    )
    .execute(db);
  const of = `instance_id = '${id}'`;
  const instance = `'i' || ${number}`;
  await copy('instance', { id: instance }, `id = '${id}'`);
  await copy('member', { instance_id: instance, person_id: owner }, of);
  await copy('event', { instance_id: instance, by_person: owner }, of);
  await copy('usage_record', { id: `usage_record.id || number`, instance_id: instance, person_id: owner }, of);
  await copy('interface_host', { label: `'h' || number`, instance_id: instance }, of);
  await copy('successful_start', { instance_id: instance }, of);
  await copy(
    'access_grant',
    { id: `'g' || number`, instance_id: instance, person_id: owner, label: `'h' || number` },
    of,
  );
  await copy('access_change', {}, 'true');
  await copy('audit', {}, `subject = '${id}'`);
  await copy('answered_request', { key: `'k' || number` }, `answer ->> 'id' = '${id}'`);
  await copy('burnt_token', { jti: `'j' || number` }, 'jti = (SELECT min(jti) FROM burnt_token)');
  await copy('invitation', { id: `'v' || number`, code_hash: `'c' || number`, instance_id: instance }, of);
  await sql`VACUUM ANALYZE`.execute(db);
}

test('whatever is asked for among many past instances, and whatever goes on by itself, is found by indexes', async () => {
  const config = await testConfig();
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const first = await startTestConnector(config);
  const id = await readyInstance(first, 'anna');
  const anna = first.clientOf('anna');
  await letIn(first, 'anna', id);
  await anna.members.invite({ instance: id, role: 'viewer' });
  await anna.instances.delete({ id });
  await vi.waitFor(async () => expect((await anna.instances.get({ id })).state).toBe('ended'), 10_000);
  await first.stop();
  await writePast(db, id);
  await sql`SELECT pg_stat_reset()`.execute(db);

  const connector = await startTestConnector(config);
  const mira = connector.clientOf('mira');
  const changes = await connector.gateway.changes();
  await changes.next();
  const news = await mira.events.stream({});
  const running = await readyInstance(connector, 'mira');
  await news.next();
  const { grant } = await letIn(connector, 'mira', running);
  const here = { id: grant.id, connections: 1, bytesToPerson: 1, bytesFromPerson: 1, lastInputAt: null };
  await connector.gateway.report({ grants: [here] });
  const { code } = await mira.members.invite({ instance: running, role: 'viewer' });
  await connector.clientOf('bob').members.accept({ code });
  for (const asked of [
    mira.instances.list({}),
    mira.instances.list({ over: 'exclude' }),
    mira.events.list({ instance: running }),
    mira.events.list({}),
    mira.members.list({ instance: running }),
    mira.usage.records({}),
    mira.usage.totals({ from: '2020-01-01T00:00:00Z', until: '2999-01-01T00:00:00Z' }),
    mira.me.get(),
    mira.plans.list({}),
    connector.machine.access.logins({ since: new Date().toISOString() }),
    connector.machine.access.endPerson({ idp: 'https://login.test', sub: 'bob' }),
  ])
    await asked;
  await mira.instances.stop({ id: running });
  await vi.waitFor(async () => expect((await mira.instances.get({ id: running })).state).toBe('stopped'), 10_000);
  await mira.instances.delete({ id: running });
  await vi.waitFor(async () => expect((await mira.instances.get({ id: running })).state).toBe('ended'), 10_000);
  await expect(mira.instances.create(newInstance('x', { plan: 'absent' }))).rejects.toThrow();
  await changes.return();
  await news.return();
  // Each connection tells what it has read when it ends at the latest.
  await connector.stop();
  await sweep(db, new Date());
  await sql`SELECT pg_stat_force_next_flush()`.execute(db);

  const { rows } = await sql<{ table: string; read: number; found: number }>`
    SELECT relname AS table, seq_tup_read AS read, coalesce(idx_scan, 0) AS found FROM pg_stat_user_tables
    WHERE relname = ANY(${growing}::text[]) ORDER BY relname COLLATE "C"`.execute(db);
  expect(rows.map(({ table }) => table)).toEqual(growing.toSorted());
  expect(rows.filter(({ read }) => read > 0)).toEqual([]);
  expect(rows.find(({ table }) => table === 'instance')?.found).toBeGreaterThan(10);
}, 60_000);
