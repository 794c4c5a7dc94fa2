import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Db } from './database/tables.ts';
import { every } from './every.ts';

const everyMs = 60_000;
/** A gateway that was away for longer has let go of everything. */
const changesKeptMs = 24 * 3600 * 1000;
/** Longer than any token that was signed before a login ended is good. */
const endedLoginsKeptMs = 3600 * 1000;

/** Forgets what has run out and serves nobody any more. Any number of connectors may do so over one database. */
export async function sweep(db: Db, now: Date): Promise<void> {
  const before = (ms: number) => new Date(now.getTime() - ms);
  await db.deleteFrom('burntToken').where('expiresAt', '<', now).execute();
  await db.deleteFrom('answeredRequest').where('expiresAt', '<', now).execute();
  await db.deleteFrom('ticket').where('expiresAt', '<', now).execute();
  await db.deleteFrom('accessChange').where('at', '<', before(changesKeptMs)).execute();
  await db.deleteFrom('endedLogin').where('at', '<', before(endedLoginsKeptMs)).execute();
  await sql`
    UPDATE access_grant SET ended_at = login_ends_at, end_reason = 'LOGIN_OVER'
    WHERE ended_at IS NULL AND login_ends_at < ${now}`.execute(db);
}

export function startSweeping(db: Db, clock: () => Date, log: Logger) {
  return every(everyMs, () => sweep(db, clock()), log, 'what has run out could not be swept');
}
