import { sql } from 'kysely';
import type { Db } from '../src/database/tables.ts';

/**
 * Every row of every table, but for those named: to see that nothing has changed. When the reconciler looks at an
 * instance again is its own affair, and moves by itself.
 */
export async function dump(db: Db, { without = [] as string[] } = {}): Promise<Record<string, unknown[]>> {
  const { rows: tables } = await sql<{ name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`.execute(db);
  const named = tables.map(({ name }) => name).filter((name) => !without.includes(name));
  const contents = await Promise.all(
    named.map(async (name): Promise<[string, unknown[]]> => {
      const { rows } =
        await sql`SELECT to_jsonb(one) - '{next_at,leased_until}'::text[] AS row FROM ${sql.table(name)} AS one ORDER BY 1`.execute(
          db,
        );
      return [name, rows];
    }),
  );
  return Object.fromEntries(contents);
}
