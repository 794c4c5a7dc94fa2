import type { Logger } from 'pino';
import type { Facilities } from '../facilities/facilities.ts';
import { reasonOf } from '../reason.ts';
import type { Logins } from './logins.ts';

type Seen = { login: string; lastInputAt: string }[];
type Parts = {
  logins: Logins;
  facilities: Facilities;
  /** `access.logins` at a facility. */
  inputsAt: (facility: string, since: Date, signal: AbortSignal) => Promise<Seen>;
  clock: () => Date;
  log: Logger;
};

/** The clocks of facilities may be this far off ours, and an answer this late. */
const overlapSeconds = 300;

/** What people put into instances keeps their logins alive: asked of every facility, again and again. */
export function createActivity({ logins, facilities, inputsAt, clock, log }: Parts) {
  const heardOf = new Map<string, Date>();

  async function ask(facility: string, signal: AbortSignal): Promise<void> {
    const now = clock();
    const known = heardOf.get(facility) ?? new Date(now.getTime() - logins.rules.idleSeconds * 1000);
    const since = new Date(known.getTime() - overlapSeconds * 1000);
    try {
      for (const { login, lastInputAt } of await inputsAt(facility, since, signal)) {
        await logins.noteInput(facility, login, new Date(lastInputAt));
      }
      heardOf.set(facility, now);
    } catch (err) {
      log.debug({ reason: reasonOf(err), facility }, 'a facility did not say who works there');
    }
  }

  async function askAll(signal: AbortSignal): Promise<void> {
    await Promise.all(facilities.all().map(({ id }) => ask(id, signal)));
  }

  /**
   * Whether it is known what was last put in there, so that a login that opened something there may be called idle.
   * While a facility is silent, somebody may be working at it.
   */
  function isKnownOf(facility: string, withinSeconds: number): boolean {
    const heard = heardOf.get(facility);
    return heard !== undefined && clock().getTime() - heard.getTime() < withinSeconds * 1000;
  }

  return { askAll, isKnownOf };
}

export type Activity = ReturnType<typeof createActivity>;
