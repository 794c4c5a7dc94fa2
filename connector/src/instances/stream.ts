import type { Changes } from '@atrium/server/database/changes';
import { withEventMeta } from '@orpc/server';
import type { Db } from '../database/tables.ts';
import { isLoginEnded } from '../people/people.ts';
import { now, presentEvent, readFeed } from './events.ts';

const pageSize = 200;
/** Time alone can make an event visible: the end of an older transaction that wrote none rings no bell. */
const longestWaitMs = 1000;

type Parts = { db: Db; changes: Changes; clock: () => Date; facility: string; stopping: AbortSignal };
type Feed = { after: string; personId: string; instanceId: string | undefined; login: string };

/**
 * What happens, as it happens: subscribes first, then reads, then goes live, so that nothing falls between. Ends with
 * TOKEN_RENEW when the caller's token does, and at once when the login is over or this connector stops. Leaves nothing
 * behind when the caller goes: `signal` must be the caller's.
 */
export async function* follow(
  { db, changes, clock, facility, stopping }: Parts,
  { login, ...feed }: Feed,
  { until, signal }: { until: Date; signal: AbortSignal | undefined },
) {
  const bell = changes.subscribe(feed.personId);
  try {
    let after = feed.after;
    let isRecent = false;
    let checkedAt = 0;
    while (!signal?.aborted) {
      if (stopping.aborted) return { code: 'CONNECTOR_STOPS' };
      const isLate = performance.now() - checkedAt >= longestWaitMs;
      const edge = isRecent && isLate ? await now(db) : undefined;
      const rows = await readFeed(db, { ...feed, after, isRecent, withPictures: true, limit: pageSize });
      for (const row of rows) {
        yield withEventMeta(presentEvent(row, facility), { id: row.cursor });
        after = row.cursor;
      }
      const left = until.getTime() - clock().getTime();
      if (left <= 0) break;
      // What others did meanwhile is not looked at again: before this edge nothing can appear any more.
      if (edge && rows.length === 0) after = edge;
      isRecent = rows.length < pageSize;
      // Whoever ends a login rings, and then there is nothing to show.
      if (rows.length === 0 || isLate) {
        if (await isLoginEnded(db, login)) return { code: 'LOGIN_OVER' };
        checkedAt = performance.now();
      }
      if (rows.length < pageSize) await bell.next(Math.min(left, longestWaitMs), signal);
    }
  } finally {
    bell.close();
  }
  return { code: 'TOKEN_RENEW' };
}
