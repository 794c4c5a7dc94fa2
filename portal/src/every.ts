import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Does something at intervals until aborted. That it fails once is no reason to stop. */
export async function every(
  seconds: number,
  what: string,
  work: () => Promise<void>,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    await pause(seconds * 1000, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      await work();
    } catch (err) {
      if (!signal.aborted) log.error({ err }, `${what} failed, and is tried again`);
    }
  }
}
