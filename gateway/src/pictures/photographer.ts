import type { Change } from '@atrium/contract/gateway/api';
import type { GatewayClient } from '@atrium/contract/gateway/client';
import { ageMs } from '@atrium/server/age';
import type { LiveGrant } from '../grants.ts';
import type { Limits } from '../limits.ts';
import type { Outside } from '../main.ts';
import { toJpeg } from './jpeg.ts';
import { lookAt, type Screen } from './screen.ts';

const mostWaiting = 1_000;

/** A desktop answers before its programs have drawn; one that stays black is taken as it is. */
const mostLooks = 6;

type Sitter = Pick<Extract<Change, { kind: 'pictureWanted' }>, 'instance' | 'reach' | 'viewSecret'> & {
  looks?: number;
};
type Parts = { connector: Pick<GatewayClient, 'picture'>; inUse: () => Iterable<LiveGrant>; limits: Limits };

/**
 * Takes pictures of desktops for the lists of instances: at most one in 30 s while somebody is connected, and one when
 * asked. One at a time, so that they take the memory of one; what a desktop does wrong costs its picture and nothing else.
 */
export function createPhotographer({ connector, inUse, limits, clock, log }: Parts & Pick<Outside, 'clock' | 'log'>) {
  const waiting = new Map<string, Sitter>();
  const takenAt = new Map<string, number>();
  let working: Promise<void> | undefined;
  const stopping = new AbortController();
  const looking = setInterval(lookAround, limits.pictureMs / 6);

  function lookAround(): void {
    const now = clock();
    for (const [instance, at] of takenAt) if (ageMs(at, now) >= limits.pictureMs) takenAt.delete(instance);
    for (const grant of inUse()) {
      const sitter = sitterOf(grant);
      if (sitter && !takenAt.has(sitter.instance)) ask(sitter);
    }
  }

  function ask(sitter: Sitter): void {
    if (stopping.signal.aborted || waiting.size >= mostWaiting) return;
    waiting.set(sitter.instance, sitter);
    working ??= work();
  }

  /** Whether it may be looked at once more. */
  function askLater({ looks = 1, ...sitter }: Sitter): boolean {
    if (looks >= mostLooks) return false;
    setTimeout(() => ask({ ...sitter, looks: looks + 1 }), limits.undrawnMs).unref();
    return true;
  }

  async function work(): Promise<void> {
    for (const [instance, sitter] of waiting) {
      waiting.delete(instance);
      const now = clock();
      takenAt.set(instance, now.getTime());
      try {
        const screen = await lookAt(sitter.reach, sitter.viewSecret, stopping.signal);
        if (isUndrawn(screen) && askLater(sitter)) continue;
        const jpeg = await toJpeg(screen);
        await connector.picture({ instance, takenAt: now.toISOString(), jpeg: jpeg.toString('base64') });
      } catch (error) {
        if (!stopping.signal.aborted) log.info({ err: error, instance }, 'no picture could be taken');
      }
    }
    working = undefined;
  }

  async function stop(): Promise<void> {
    stopping.abort();
    clearInterval(looking);
    waiting.clear();
    await working;
  }

  return { ask, stop };
}

function isUndrawn({ pixels }: Screen): boolean {
  return pixels.every((byte) => byte === 0);
}

function sitterOf({ said, guests }: LiveGrant): Sitter | undefined {
  const { instance, reach, viewSecret, ready } = said;
  const isInUse = said.interface.kind === 'desktop' && ready && guests.uses > 0;
  return isInUse && viewSecret !== null ? { instance: instance.id, reach, viewSecret } : undefined;
}
