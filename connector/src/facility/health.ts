import { statfs } from 'node:fs/promises';
import type { FacilityDescription } from '@atrium/contract/v1/facility';
import { sql } from 'kysely';
import type { Db } from '../database/tables.ts';
import type { Problem } from '../engines/engine.ts';

export type Health = ReturnType<typeof createHealth>;

/** Under this, starts begin to fail. */
const fewBytes = 256 * 2 ** 20;

/** What is wrong, as each part sees it. A part that cannot say so is itself what is wrong. */
export function createHealth(parts: (() => Problem[] | Promise<Problem[]>)[]) {
  return async function health(): Promise<FacilityDescription['health']> {
    const problems = (await Promise.all(parts.map(async (ask) => ask()))).flat();
    const isDown = problems.some(({ code }) => code === 'DATABASE_UNAVAILABLE');
    return { status: isDown ? 'down' : problems.length > 0 ? 'degraded' : 'ok', problems };
  };
}

/** @returns DISK_FULL, when little is left where this connector keeps its state. */
export async function diskProblems(directory: string): Promise<Problem[]> {
  const { bavail, bsize } = await statfs(directory);
  const left = bavail * bsize;
  if (left >= fewBytes) return [];
  const message = `Only ${Math.floor(left / 2 ** 20)} MiB are left where this connector keeps its state.`;
  return [{ code: 'DISK_FULL', message, subject: null }];
}

/** @returns DATABASE_UNAVAILABLE, when it cannot be asked. */
export async function databaseProblems(db: Db): Promise<Problem[]> {
  try {
    await sql`SELECT 1`.execute(db);
    return [];
  } catch {
    return [{ code: 'DATABASE_UNAVAILABLE', message: 'This facility cannot reach its database.', subject: null }];
  }
}
