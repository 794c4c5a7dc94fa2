import type { ReasonCode } from '@atrium/contract/v1/instances';
import type { Changes } from '@atrium/server/database/changes';
import { ORPCError } from '@orpc/server';
import type { Db } from '../database/tables.ts';
import type { Lifecycle } from './lifecycle.ts';
import * as store from './store.ts';

type Parts = { db: Db; changes: Changes; lifecycle: Pick<Lifecycle, 'stop'> };

const lookEveryMs = 250;

/**
 * Stops everything that runs here, files kept, and waits until it has stopped, also for what is asked for meanwhile. The
 * reconciler must go on. Returns how many still run when the time is over.
 */
export async function stopAll(
  { db, changes, lifecycle }: Parts,
  reason: ReasonCode,
  withinMs: number,
): Promise<number> {
  const deadline = performance.now() + withinMs;
  const bell = changes.subscribe();
  try {
    for (;;) {
      const running = await store.running(db);
      const asked = running.filter(({ state }) => state !== 'stopping' && state !== 'ending');
      await Promise.all(asked.map(({ id }) => stopUnlessOver(id)));
      if (running.length === 0 || performance.now() >= deadline) return running.length;
      await bell.next(lookEveryMs);
    }
  } finally {
    bell.close();
  }

  async function stopUnlessOver(id: string): Promise<void> {
    try {
      await lifecycle.stop({ actor: { kind: 'system' }, traceId: null }, id, reason);
    } catch (error) {
      const isOver = error instanceof ORPCError && error.code === 'STATE_FORBIDS';
      if (!isOver) throw error;
    }
  }
}
