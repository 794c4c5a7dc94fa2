import type { InstanceEvent } from '@atrium/contract/v1/events';
import { withEventMeta } from '@orpc/server';

/** The log of a facility, as its connector streams it. */
export function createFeed() {
  const log: InstanceEvent[] = [];
  const bells = new Set<() => void>();
  let open = 0;

  async function* follow(lastEventId: string | undefined, signal: AbortSignal | undefined) {
    open++;
    try {
      let next = lastEventId === undefined ? log.length : Number(lastEventId.split('.')[1]) + 1;
      while (!signal?.aborted) {
        const event = log[next];
        if (event) {
          yield withEventMeta({ ...event }, { id: `1.${next}` });
          next++;
        } else await ring(signal);
      }
    } finally {
      open--;
    }
    return { code: 'TOKEN_RENEW' };
  }

  function ring(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        bells.delete(done);
        resolve();
      };
      bells.add(done);
      signal?.addEventListener('abort', done, { once: true });
    });
  }

  function tell(event: Partial<InstanceEvent> = {}): void {
    log.push({
      instance: 'k3v9q0zt5m1x8d2c',
      seq: log.length + 1,
      at: '2026-11-25T09:14:00.000Z',
      action: 'observe',
      by: { kind: 'connector', name: 'connector' },
      about: null,
      state: 'ready',
      reason: null,
      interface: null,
      endsAt: '2026-11-26T09:14:00.000Z',
      pictureAt: null,
      ...event,
    });
    for (const bell of bells) bell();
  }

  return { follow, tell, openStreams: () => open };
}
