import { setTimeout as pause } from 'node:timers/promises';
import type { FacilityDescription } from '@atrium/contract/v1/facility';
import type { Facilities } from './facilities.ts';

type Parts = {
  facilities: Facilities;
  /** `facility.get` at a facility. */
  describe: (facility: string, signal: AbortSignal) => Promise<FacilityDescription>;
  watchSeconds: number;
};

/** Asks each facility how it is, at intervals, and at once when it is new or somebody has waited for it in vain. */
export function createWatch({ facilities, describe, watchSeconds }: Parts) {
  const asking = new Map<string, Promise<void>>();

  function look(id: string, signal: AbortSignal): Promise<void> {
    const already = asking.get(id);
    if (already) return already;
    const look = describe(id, signal)
      .then((description) => facilities.heard(id, description))
      .catch((cause: unknown) => (signal.aborted ? undefined : facilities.missed(id, cause)))
      .finally(() => asking.delete(id));
    asking.set(id, look);
    return look;
  }

  async function lookAtAll(signal: AbortSignal): Promise<void> {
    await Promise.all(facilities.all().map(({ id }) => look(id, signal)));
  }

  async function run(signal: AbortSignal): Promise<void> {
    const seen = new Set(facilities.all().map(({ id }) => id));
    const stop = facilities.listen((id) => {
      if (facilities.find(id) && !seen.has(id)) void look(id, signal);
      if (facilities.find(id)) seen.add(id);
      else seen.delete(id);
    });
    while (!signal.aborted) {
      await lookAtAll(signal);
      await pause(watchSeconds * 1000, undefined, { signal }).catch(() => {});
    }
    stop();
  }

  return { look, run };
}
