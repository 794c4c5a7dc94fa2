import { freshDatabase, openTestDatabase } from '@atrium/server/testing/database';
import fc from 'fast-check';
import { type ControlledTransaction, sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { migrations } from '../database/migrations.ts';
import type { Db, Tables } from '../database/tables.ts';
import { beginning, readFeed } from './events.ts';

/** Bob has a part in the second instance alone. */
const instances = ['first', 'second'] as const;
const people = ['anna', 'anna', 'bob'] as const;

/** Three writers and three readers: what happens next, by which of them, and to which instance, or of how many events. */
const step = fc.tuple(
  fc.constantFrom('begin', 'write', 'write', 'write', 'commit', 'roll back', 'read', 'read', 'resume'),
  fc.nat(2),
  fc.nat(3),
);

test('however transactions overlap and readers resume, each reader is shown each event once, in one order', async () => {
  const db = await setUp();
  const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (steps) => {
    const { shown, committed } = await play(db, steps);
    for (const [reader, person] of people.entries()) {
      const theirs = committed.filter(({ instanceId }) => person === 'anna' || instanceId === 'second');
      expect(shown[reader], person).toEqual(theirs.map(({ seq }) => seq));
    }
  });
  await fc.assert(property, { numRuns: 60, endOnFailure: true });
}, 60_000);

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
    const transaction = writing.get(writer);
    if (does === 'begin' && !transaction) writing.set(writer, await db.startTransaction().execute());
    if (does === 'begin' || !transaction) return;
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
