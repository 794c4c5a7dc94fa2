import { openDatabase } from '@atrium/server/database/database';
import { startEmbeddedPostgres } from '@atrium/server/database/embedded';
import { sql } from 'kysely';
import type { Logger } from 'pino';

/**
 * At another port the identity provider has another name, and a person is (issuer, identifier): wherever the old name
 * stands in a column `issuer`, the new one takes its place, so that everybody stays who they were. In one go; again does no harm.
 */
export async function moveIssuer(databaseUrl: string, from: string, to: string, log: Logger): Promise<void> {
  const db = openDatabase<unknown>(databaseUrl, log);
  try {
    await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ name: string }>`
        SELECT table_name AS name FROM information_schema.columns
        WHERE table_schema = 'public' AND column_name = 'issuer'`.execute(tx);
      for (const { name } of rows) {
        await sql`UPDATE ${sql.table(name)} SET issuer = ${to} WHERE issuer = ${from}`.execute(tx);
      }
    });
  } finally {
    await db.destroy();
  }
}

/** One PostgreSQL for the whole demo, with a database for each server. */
export async function startDatabases(directory: string, names: string[], log: Logger) {
  const postgres = await startEmbeddedPostgres(directory);
  const admin = openDatabase<unknown>(postgres.url('postgres'), log);
  try {
    for (const name of names) {
      const { rows } = await sql`SELECT 1 FROM pg_database WHERE datname = ${name}`.execute(admin);
      if (rows.length === 0) await sql`CREATE DATABASE ${sql.id(name)}`.execute(admin);
    }
  } catch (error) {
    await postgres.stop();
    throw error;
  } finally {
    await admin.destroy();
  }
  return postgres;
}
