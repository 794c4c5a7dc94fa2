import type { Logger } from 'pino';

/** What a portal takes from outside. Tests hold the clock. */
export type Outside = { clock: () => Date; log: Logger };
