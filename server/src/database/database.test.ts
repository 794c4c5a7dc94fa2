import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { openTestDatabase, silent } from '../../testing/database.ts';
import { stallingRelay } from '../../testing/relay.ts';
import { openDatabase } from './database.ts';

test('C63: a connection that the server ends in the middle of a transaction ends that transaction, and nothing else', async () => {
  const db = openTestDatabase(inject('databaseUrl'));
  const other = openTestDatabase(inject('databaseUrl'));
  const work = db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(tx);
    const pid = rows[0]?.pid ?? 0;
    await sql`SELECT pg_terminate_backend(${pid}, 5000)`.execute(other);
    await sql`SELECT 1`.execute(tx);
  });
  await expect(work).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  expect((await sql`SELECT 1 AS one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

test('C63: a server that says nothing any more is unavailable, and no connection to it is asked twice', async () => {
  const relay = await stallingRelay(inject('databaseUrl'));
  const db = openDatabase<unknown>(relay.url, silent, { answersWithinMs: 200 });
  onTestFinished(() => db.destroy());
  const ask = () => sql`SELECT 1 AS one`.execute(db);
  await ask();
  relay.stall();
  const silence = { code: 'DATABASE_UNAVAILABLE', status: 503 };
  await expect(ask()).rejects.toMatchObject(silence);
  expect((await ask()).rows).toEqual([{ one: 1 }]);

  const work = db.transaction().execute(async (tx) => {
    await sql`SELECT 1`.execute(tx);
    relay.stall();
    await sql`SELECT 1`.execute(tx);
  });
  await expect(work).rejects.toMatchObject(silence);
  expect((await ask()).rows).toEqual([{ one: 1 }]);
});

test('a server without room, or too slow for a statement, is unavailable: it is no fault of what was asked', async () => {
  const db = openTestDatabase(inject('databaseUrl'));
  for (const code of ['53100', '53200', '57014', '25P03']) {
    const raised = sql.raw(`DO $$ BEGIN RAISE EXCEPTION 'trouble' USING ERRCODE = '${code}'; END $$`).execute(db);
    await expect(raised, code).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  }
});
