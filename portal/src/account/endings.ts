import type { Changes } from '@atrium/server/database/changes';
import type { Logger } from 'pino';
import type { Db } from '../database/tables.ts';
import { reasonOf } from '../reason.ts';
import { endingsBell } from './logins.ts';

type Parts = {
  db: Db;
  clock: () => Date;
  log: Logger;
  /** `access.endLogin` at a facility; `undefined` when the federation no longer has it. */
  endLoginAt: (facility: string) => ((login: string) => Promise<void>) | undefined;
};

const batch = 50;
const leaseSeconds = 30;
const longestPauseSeconds = 60;
/** Nothing is put off for longer: what is, was before the clock was moved back. */
const furthestSeconds = 2 * longestPauseSeconds;
const restMs = 1000;

/**
 * Tells connectors that logins are over. What is owed is stored, so that a facility that is silent, or a portal that is
 * restarted, only delays it; it is owed until the login's absolute end, when everything is over by itself.
 */
export function createEndings({ db, clock, log, endLoginAt }: Parts) {
  async function run(changes: Changes, signal: AbortSignal): Promise<void> {
    const bell = changes.subscribe(endingsBell);
    try {
      while (!signal.aborted) {
        const settled = await settleDue().catch((err: unknown) => {
          log.error({ err }, 'endings of logins could not be read');
          return 0;
        });
        if (settled < batch) await bell.next(restMs, signal);
      }
    } finally {
      bell.close();
    }
  }

  /** @returns how many were due. */
  async function settleDue(): Promise<number> {
    const due = await claim();
    await Promise.all(due.map(settle));
    return due.length;
  }

  /** A lease, so that two portals over one database do not both call, and a killed one delays by no more than that. */
  function claim() {
    const now = clock();
    const beyond = new Date(now.getTime() + furthestSeconds * 1000);
    return db
      .updateTable('ending')
      .set((row) => ({
        nextAt: new Date(now.getTime() + leaseSeconds * 1000),
        attempts: row('attempts', '+', 1),
      }))
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple('login', 'facility'),
          'in',
          selectFrom('ending')
            .select(['ending.login', 'ending.facility'])
            .where((row) => row.or([row('nextAt', '<=', now), row('nextAt', '>', beyond)]))
            .orderBy('nextAt')
            .limit(batch)
            .forUpdate()
            .skipLocked()
            .$asTuple('login', 'facility'),
        ),
      )
      .returningAll()
      .execute();
  }

  async function settle({ login, facility, attempts, giveUpAt }: Awaited<ReturnType<typeof claim>>[number]) {
    const one = db.deleteFrom('ending').where((row) => row.and({ login, facility }));
    const endLogin = endLoginAt(facility);
    if (!endLogin || clock() > giveUpAt) {
      log.warn({ login, facility }, 'a facility could not be told any more that a login has ended');
      await one.execute();
      return;
    }
    try {
      await endLogin(login);
      await one.execute();
    } catch (err) {
      log.info(
        { reason: reasonOf(err), login, facility, attempts },
        'a facility does not yet know that a login has ended',
      );
      const pauseSeconds = Math.min(2 ** (attempts - 1), longestPauseSeconds);
      await db
        .updateTable('ending')
        .set({ nextAt: new Date(clock().getTime() + pauseSeconds * 1000) })
        .where((row) => row.and({ login, facility }))
        .execute();
    }
  }

  return { run, settleDue };
}
