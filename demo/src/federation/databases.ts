import { openDatabase } from '@atrium/server/database/database';
import { startEmbeddedPostgres } from '@atrium/server/database/embedded';
import { sql } from 'kysely';
import type { Logger } from 'pino';

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
