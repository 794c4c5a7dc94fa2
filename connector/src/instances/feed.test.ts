import type { ConnectorClient } from '@atrium/contract/v1/client';
import { freshDatabase, openTestDatabase } from '@atrium/server/testing/database';
import { getEventMeta } from '@orpc/server';
import fc from 'fast-check';
import { type ControlledTransaction, sql } from 'kysely';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readyInstance } from '../../testing/access.ts';
import { startTestConnector } from '../../testing/connector.ts';
import { testConfig } from '../../testing/facility.ts';
import { migrations } from '../database/migrations.ts';
import type { Db, Tables } from '../database/tables.ts';
import { beginning, readFeed } from './events.ts';

/** Bob has a part in the second instance alone. */
const instances = ['first', 'second'] as const;
const people = ['anna', 'anna', 'bob'] as const;

/** Three writers and three readers: what happens next, by which of them, and to which instance, or of how many events. */
const step = fc.tuple(
  fc.constantFrom(
    'write',
    'write',
    'write',
    'write',
    'commit',
    'commit',
    'roll back',
    'read',
    'read',
    'read',
    'resume',
  ),
  fc.nat(2),
  fc.nat(3),
);

test('however transactions overlap and readers resume, each reader is shown each event once, in one order', async () => {
  const db = await setUp();
  const property = fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 80 }), async (steps) => {
    const { shown, committed } = await play(db, steps);
    for (const [reader, person] of people.entries()) {
      const theirs = committed.filter(({ instanceId }) => person === 'anna' || instanceId === 'second');
      expect(shown[reader], person).toEqual(theirs.map(({ seq }) => seq));
    }
  });
  await fc.assert(property, { numRuns: 100, endOnFailure: true });
}, 60_000);

test('while a writer keeps its transaction open, readers who come and go are told nothing twice, and miss nothing', async () => {
  const config = await testConfig();
  const connector = await startTestConnector(config);
  const anna = connector.clientOf('anna');
  const [first, second] = [await readyInstance(connector, 'anna'), await readyInstance(connector, 'anna')];
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const before = (await anna.events.list({ since: beginning, limit: 500 })).events.length;

  const slow = await db.startTransaction().execute();
  const { seq } = await slow
    .updateTable('instance')
    .set((row) => ({ seq: row('seq', '+', 1) }))
    .where('id', '=', first)
    .returning('seq')
    .executeTakeFirstOrThrow();
  await append(slow, first, seq);
  const told = [1, 2, 3].map((most) => followInPieces(anna, most));
  for (let number = 0; number < 6; number++) await anna.instances.rename({ id: second, name: `heron ${number}` });
  await vi.waitFor(() => expect(told.map((all) => all.length)).toEqual([before, before, before]), 10_000);
  await slow.commit().execute();

  await vi.waitFor(() => expect(told.map((all) => all.length)).toEqual(Array(3).fill(before + 7)), 20_000);
  const { events } = await anna.events.list({ since: beginning, limit: 500 });
  const all = events.map((event) => `${event.instance} ${event.seq}`);
  expect(all).toContain(`${first} ${seq}`);
  for (const one of told) expect(one).toEqual(all);
});

/** What somebody is told who leaves after every few events, and comes back to where it was. */
function followInPieces(client: ConnectorClient, most: number): string[] {
  const told: string[] = [];
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  void follow().catch(() => {});
  return told;

  async function follow(): Promise<void> {
    let lastEventId: string | undefined;
    while (!leaving.signal.aborted) {
      const options = { signal: leaving.signal, ...(lastEventId === undefined ? {} : { lastEventId }) };
      let left = most;
      for await (const event of await client.events.stream({ since: beginning }, options)) {
        told.push(`${event.instance} ${event.seq}`);
        lastEventId = getEventMeta(event)?.id;
        if (--left === 0) break;
      }
    }
  }
}

/** What each reader is shown in the end, and what was committed, in the order of the feed; events by their numbers. */
async function play(db: Db, steps: [string, number, number][]) {
  await sql`TRUNCATE event`.execute(db);
  const writing = new Map<number, ControlledTransaction<Tables>>();
  const shown = people.map((): { seq: number; cursor: string }[] => []);
  let written = 0;

  for (const [does, who, n] of steps) {
    if (does === 'read') await read(who, n + 1);
    else if (does === 'resume') shown[who]?.splice(-n - 1);
    else await write(does, who, instances[n % 2] ?? 'first');
  }
  for (const transaction of writing.values()) await transaction.commit().execute();
  const { rows: committed } = await sql<{ seq: number; instanceId: string }>`
    SELECT seq, instance_id FROM event ORDER BY xid, position`.execute(db);
  // A transaction of any other test holds back the feeds of this one.
  await vi.waitFor(async () => {
    for (const reader of people.keys()) await read(reader, 1000);
    expect(shown[0]).toHaveLength(committed.length);
  }, 20_000);
  for (const reader of people.keys()) await read(reader, 1000);
  return { committed, shown: shown.map((all) => all.map(({ seq }) => seq)) };

  async function write(does: string, writer: number, instanceId: string): Promise<void> {
    const begun = writing.get(writer);
    if (does !== 'write' && !begun) return;
    const transaction = begun ?? (await db.startTransaction().execute());
    writing.set(writer, transaction);
    if (does === 'write') return append(transaction, instanceId, ++written);
    writing.delete(writer);
    await (does === 'commit' ? transaction.commit() : transaction.rollback()).execute();
  }

  async function read(reader: number, limit: number): Promise<void> {
    const log = shown[reader] ?? [];
    const after = log.at(-1)?.cursor ?? beginning;
    const rows = await readFeed(db, { after, personId: people[reader] ?? '', limit });
    log.push(...rows.map(({ seq, cursor }) => ({ seq, cursor })));
  }
}

async function append(tx: ControlledTransaction<Tables>, instanceId: string, seq: number): Promise<void> {
  await sql`INSERT INTO event (instance_id, seq, at, action, by_kind, state, ends_at)
            VALUES (${instanceId}, ${seq}, now(), 'rename', 'system', 'ready', now())`.execute(tx);
}

async function setUp(): Promise<Db> {
  const db = openTestDatabase<Tables>(await freshDatabase('connector', migrations));
  for (const id of new Set(people)) {
    await sql`INSERT INTO person (id, issuer, subject, name, facts, facts_from)
              VALUES (${id}, 'login', ${id}, ${id}, '{}', now())`.execute(db);
  }
  for (const id of instances) {
    await sql`INSERT INTO instance (id, name, plan, spec, run, state, interfaces, seq, created_at, ends_at)
              VALUES (${id}, '', '', '{}', 1, 'ready', '{}', 0, now(), now())`.execute(db);
    await sql`INSERT INTO member (instance_id, person_id, role) VALUES (${id}, 'anna', 'owner')`.execute(db);
  }
  await sql`INSERT INTO member (instance_id, person_id, role) VALUES ('second', 'bob', 'viewer')`.execute(db);
  return db;
}
