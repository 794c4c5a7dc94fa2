import { EventEmitter, once } from 'node:events';
import type { Change } from '@atrium/contract/portal/changes';
import { withEventMeta } from '@orpc/server';

export type Feed = ReturnType<typeof createFeed>;

/** What changed, in order; the id of an event is its place. */
export function createFeed() {
  const log: Change[] = [];
  const bells = new Set<() => void>();
  let open = 0;
  const followers = new EventEmitter();

  async function* follow(lastEventId: string | undefined, signal: AbortSignal | undefined) {
    open++;
    followers.emit('open');
    try {
      for (let next = lastEventId === undefined ? log.length : Number(lastEventId) + 1; !signal?.aborted; ) {
        const change = log[next];
        if (change) yield withEventMeta({ ...change }, { id: String(next++) });
        else
          await new Promise<void>((ring) => {
            bells.add(ring);
            signal?.addEventListener('abort', () => ring(), { once: true });
          });
      }
    } finally {
      open--;
    }
  }
  return {
    follow,
    openStreams: () => open,
    isFollowed: async () => {
      if (open === 0) await once(followers, 'open');
    },
    isFollowedAnew: () => once(followers, 'open'),
    tell: (change: Change) => {
      log.push(change);
      for (const ring of bells) ring();
      bells.clear();
    },
  };
}
