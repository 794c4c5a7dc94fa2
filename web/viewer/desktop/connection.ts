import type { ViewerSession } from '@atrium/contract/viewer/api';
import { type Known, mayOpen, pauseMs } from './view.ts';

type Parts = { open: () => void; check: () => Promise<void>; onChange: (known: Known) => void };

/** Keeps the desktop open as long as the person may have it, and knows how things are. */
export function keepOpen({ open, check, onChange }: Parts) {
  let known: Known = {
    session: undefined,
    access: 'asking',
    isOnline: navigator.onLine,
    line: 'closed',
    closed: undefined,
    failures: 0,
    hasBeenOpen: false,
  };
  let timer: number | undefined;
  let triesAt = 0;

  function learn(news: Partial<Known>): void {
    known = { ...known, ...news };
    if (mayOpen(known)) timer ??= plan(known.hasBeenOpen || known.failures > 0 ? pauseMs(known.failures) : 0);
    else forget();
    onChange(known);
  }

  function plan(pause: number): number {
    triesAt = Date.now() + pause;
    return window.setTimeout(tryNow, pause);
  }

  function forget(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  function tryNow(): void {
    forget();
    if (!mayOpen(known)) return;
    learn({ line: 'opening' });
    open();
  }

  window.addEventListener('online', () => {
    learn({ isOnline: true });
    tryNow();
  });
  window.addEventListener('offline', () => learn({ isOnline: false }));
  document.addEventListener('visibilitychange', () => document.hidden || tryNow());

  return {
    known: () => known,
    triesAt: () => triesAt,
    tryNow,
    session: (session: ViewerSession) => learn({ session, access: 'held' }),
    over: () => learn({ access: 'over' }),
    opened: () => learn({ line: 'open', closed: undefined, failures: 0, hasBeenOpen: true }),
    closed(code: number): void {
      learn({ line: 'closed', closed: code, failures: known.line === 'open' ? 0 : known.failures + 1 });
      void check(); // Was it the network, or the right?
    },
  };
}
