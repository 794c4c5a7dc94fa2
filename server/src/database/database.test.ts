import { sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { openTestDatabase } from '../../testing/database.ts';

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
