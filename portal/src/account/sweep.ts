import type { Db } from '../database/tables.ts';
import type { Facilities } from '../facilities/facilities.ts';
import type { Activity } from './activity.ts';
import type { Logins } from './logins.ts';

type Parts = {
  db: Db;
  logins: Logins;
  facilities: Facilities;
  activity: Activity;
  activitySeconds: number;
  clock: () => Date;
};

/**
 * Ends the logins whose time is over. An idle one that opened something at a facility that does not answer waits: its
 * cookie opens nothing any more, but somebody may be working there, and is not thrown out for our ignorance.
 */
export function createSweep({ db, logins, facilities, activity, activitySeconds, clock }: Parts) {
  return async function sweep(): Promise<void> {
    const now = clock();
    const idleSince = new Date(now.getTime() - logins.rules.idleSeconds * 1000);
    const idle = await db
      .selectFrom('login')
      .select(['id', 'opened', 'endsAt'])
      .where((row) => row.or([row('endsAt', '<=', now), row('lastUsedAt', '<=', idleSince)]))
      .limit(500)
      .execute();
    const over = idle.filter(({ opened, endsAt }) => endsAt <= now || opened.every(isKnown)).map(({ id }) => id);
    if (over.length === 0) return;
    await logins.end(
      (row) => row.and([row('id', 'in', over), row.or([row('endsAt', '<=', now), row('lastUsedAt', '<=', idleSince)])]),
      'expired',
    );
  };

  function isKnown(facility: string): boolean {
    return facilities.find(facility) === undefined || activity.isKnownOf(facility, 2 * activitySeconds + 60);
  }
}
