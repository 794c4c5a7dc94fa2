import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import pino from 'pino';
import { inject, onTestFinished } from 'vitest';
import { type Migrations, migrate, openDatabase } from '../src/database/database.ts';

export const silent = pino({ level: 'silent' });

/** The address of a new database with every table of these migrations and no row: a copy of a template made once. */
export async function freshDatabase(room: string, migrations: Migrations): Promise<string> {
  const server = inject('databaseUrl');
  const template = `template_${room}`;
  const name = `test_${randomUUID()}`;
  const admin = openDatabase<unknown>(server, silent);
  await admin.connection().execute(async (one) => {
    await sql`SELECT pg_advisory_lock(hashtext(${template}))`.execute(one);
    await makeTemplate(one, server, template, migrations);
    await sql`CREATE DATABASE ${sql.id(name)} TEMPLATE ${sql.id(template)}`.execute(one);
    await sql`SELECT pg_advisory_unlock(hashtext(${template}))`.execute(one);
  });
  await admin.destroy();
  return addressOf(server, name);
}

/** A pool of its own on a database, closed when the test ends. */
export function openTestDatabase<Tables>(url: string): Kysely<Tables> {
  const db = openDatabase<Tables>(url, silent);
  onTestFinished(() => db.destroy());
  return db;
}

async function makeTemplate(one: Kysely<unknown>, server: string, template: string, migrations: Migrations) {
  const { rows } = await sql`SELECT 1 FROM pg_database WHERE datname = ${template}`.execute(one);
  if (rows.length > 0) return;
  const unfinished = `${template}_unfinished`;
  await sql`DROP DATABASE IF EXISTS ${sql.id(unfinished)}`.execute(one);
  await sql`CREATE DATABASE ${sql.id(unfinished)}`.execute(one);
  const db = openDatabase<unknown>(addressOf(server, unfinished), silent);
  await migrate(db, migrations);
  await db.destroy();
  await sql`ALTER DATABASE ${sql.id(unfinished)} RENAME TO ${sql.id(template)}`.execute(one);
}

function addressOf(server: string, database: string): string {
  return server.replace('/postgres?', `/${database}?`);
}
