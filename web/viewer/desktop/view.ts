import type { ViewerSession } from '@atrium/contract/viewer/api';

export type Known = {
  /** What the gateway said last of the session. */
  session: ViewerSession | undefined;
  /** `over`: it no longer knows this browser. */
  access: 'asking' | 'held' | 'over';
  isOnline: boolean;
  line: 'closed' | 'opening' | 'open';
  /** Why the last line closed, by its code. */
  closed: number | undefined;
  /** How often it has not opened since it last did. */
  failures: number;
  hasBeenOpen: boolean;
};

/** What lies over the desktop. */
export type View =
  | { kind: 'nothing' }
  | { kind: 'asking' }
  | { kind: 'opening' }
  | { kind: 'lost'; isOnline: boolean }
  | { kind: 'down' }
  | { kind: 'state'; state: string }
  | { kind: 'ended'; why: 'login' | 'right' | 'over' | 'access' };

/** The gateway's own codes (4000 and up) of why a right has ended. */
const endings: Record<number, 'login' | 'right' | 'over'> = { 4401: 'login', 4403: 'right', 4404: 'over' };

/** After so many, it is the desktop that does not answer, and not the way to it. */
const manyFailures = 3;

export function viewOf(known: Known): View {
  const why = known.closed === undefined ? undefined : endings[known.closed];
  if (why) return { kind: 'ended', why };
  // While the line is open, its end is on the way, and says why.
  if (known.line === 'open') return { kind: 'nothing' };
  if (known.access === 'over') return { kind: 'ended', why: 'access' };
  if (!known.isOnline) return { kind: 'lost', isOnline: false };
  if (!known.session) return { kind: 'asking' };
  if (!known.session.ready) {
    const { state } = known.session.instance;
    return state === 'ready' ? { kind: 'down' } : { kind: 'state', state };
  }
  if (known.failures >= manyFailures) return { kind: 'down' };
  return known.hasBeenOpen ? { kind: 'lost', isOnline: true } : { kind: 'opening' };
}

/** Whether the desktop is asked for (again). */
export function mayOpen(known: Known): boolean {
  const { kind } = viewOf(known);
  return known.line === 'closed' && kind !== 'ended' && known.session?.ready === true;
}

/** How long before it is tried again: at once, then ever more slowly, and at least each 8 s. */
export function pauseMs(failures: number): number {
  return Math.min(250 * 2 ** failures, 8_000);
}
