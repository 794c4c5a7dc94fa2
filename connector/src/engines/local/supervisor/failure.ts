import type { Reason } from '../../engine.ts';
import type { Log } from './log.ts';

/** Why a run or an interface cannot be, thrown where it is found. */
export class Failure extends Error {
  readonly reason: Reason;

  constructor(code: Reason['code'], data: Reason['data'] = {}) {
    super(code);
    this.reason = { code, data };
  }
}

/** What a person is told of an error; what nobody foresaw goes to the log, for it may name paths of this machine. */
export function reasonOf(error: unknown, log: Log): Reason {
  if (error instanceof Failure) return error.reason;
  log.say(String((error as Error).stack));
  return isFull(error) ? { code: 'DISK_FULL', data: { of: 'engine' } } : { code: 'SANDBOX_UNAVAILABLE', data: {} };
}

export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}
