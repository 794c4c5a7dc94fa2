import type { Logger } from 'pino';
import type { Db } from '../database/tables.ts';
import { every } from '../every.ts';
import type { Lifecycle } from './lifecycle.ts';
import * as store from './store.ts';

const everyMs = 2_000;

type Parts = { db: Db; lifecycle: Pick<Lifecycle, 'expire' | 'warn'>; clock: () => Date; log: Logger };

/**
 * Ends what has come to its end, then says which ends are near: never both to one instance in one pass. Any number of
 * connectors may do so over one database.
 */
export async function lookAtEnds({ db, lifecycle, clock, log }: Parts): Promise<void> {
  await each(await store.pastEnd(db, clock()), lifecycle.expire);
  await each(await store.dueNotices(db, clock()), lifecycle.warn);

  /** One that cannot be written now is due again at the next look, and holds up no other. */
  async function each(ids: string[], act: (id: string) => Promise<unknown>): Promise<void> {
    for (const id of ids) {
      await act(id).catch((error: unknown) => log.warn({ err: error, instance: id }, 'its end could not be looked at'));
    }
  }
}

export function startEnding(parts: Parts) {
  return every(everyMs, () => lookAtEnds(parts), parts.log, 'ends could not be looked at');
}
