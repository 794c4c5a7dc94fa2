import type { Logger } from 'pino';

/** Does something again and again, never twice at a time. What fails is logged with `complaint`, and tried at the next turn. */
export function every(ms: number, act: () => Promise<void>, log: Logger, complaint: string) {
  let turn: Promise<void> | undefined;
  const timer = setInterval(() => {
    turn ??= act()
      .catch((error: unknown) => log.warn({ err: error }, complaint))
      .finally(() => {
        turn = undefined;
      });
  }, ms);
  return {
    /** Resolves when the turn that runs is over. */
    async stop(): Promise<void> {
      clearInterval(timer);
      await turn;
    },
  };
}
