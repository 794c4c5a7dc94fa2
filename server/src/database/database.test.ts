import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { freshDatabase, openTestDatabase, silent } from '../../testing/database.ts';
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

test('what a migration changes under a connector that still runs is read anew after one refusal', async () => {
  const url = await freshDatabase('prepared', {});
  const db = openTestDatabase(url);
  await sql`CREATE TABLE thing (id int); INSERT INTO thing VALUES (1)`.execute(db);
  const read = () => sql`SELECT * FROM thing WHERE id = ${1}`.execute(db);
  for (let time = 0; time < 4; time += 1) expect((await read()).rows).toEqual([{ id: 1 }]);
  await sql`ALTER TABLE thing ADD name text`.execute(db);
  await expect(read()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  for (let time = 0; time < 4; time += 1) expect((await read()).rows).toEqual([{ id: 1, name: null }]);
});

test('a statement that comes again is prepared, one without parameters or that comes once is not', async () => {
  const url = await freshDatabase('prepared', {});
  const db = openTestDatabase(url);
  const prepared = async () => {
    const { rows } = await sql<{ statement: string }>`SELECT statement FROM pg_prepared_statements`.execute(db);
    return rows.map(({ statement }) => statement);
  };
  for (let time = 0; time < 3; time += 1) await sql`SELECT ${1}::int AS one`.execute(db);
  await sql`SELECT ${1}::int AS another`.execute(db);
  expect(await prepared()).toEqual(['SELECT $1::int AS one']);
});
