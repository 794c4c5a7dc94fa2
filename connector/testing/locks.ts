import { sql } from 'kysely';
import { expect, vi } from 'vitest';
import type { Db } from '../src/database/tables.ts';

/** Resolves when a transaction in this database waits for what another one has locked. */
export async function untilSomebodyWaits(db: Db): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await sql`
      SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(db);
    expect(rows).not.toEqual([]);
  }, 10_000);
}
