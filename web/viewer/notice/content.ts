import type { ViewerSession } from '@atrium/contract/viewer/api';
import type { View } from '../desktop/view.ts';
import type { Messages } from '../messages/en.ts';
import { instancePage, openAgain } from '../ways.ts';

export type Notice = {
  what: string;
  why: string;
  /** A ring turns: something is under way, and nobody has to do anything. */
  isWaiting: boolean;
  /** What is next try is told, with a way to have it now. */
  isRetried: boolean;
  /** For who listens: a failure interrupts, all else waits its turn. */
  isFailure: boolean;
  link: { text: string; href: string; isMain: boolean } | undefined;
};

/** What is said over the desktop; `undefined` while it can be seen. */
export function noticeOf(
  view: View,
  { notices: words }: Messages,
  session: ViewerSession | undefined,
): Notice | undefined {
  const plain = { isWaiting: false, isRetried: false, isFailure: false, link: undefined };
  switch (view.kind) {
    case 'nothing':
      return undefined;
    case 'asking':
      return { ...plain, ...words.asking, isWaiting: true };
    case 'opening':
      return { ...plain, ...words.opening(session?.facility.name ?? ''), isWaiting: true };
    case 'lost':
      return {
        ...plain,
        ...(view.isOnline ? words.lost : words.offline),
        isWaiting: true,
        isRetried: view.isOnline,
        isFailure: true,
      };
    case 'down':
      return { ...plain, ...words.down, isRetried: session?.ready === true, isFailure: true, link: see(false) };
    case 'state': {
      const known = words.states[view.state as keyof typeof words.states] ?? words.states.unknown;
      return {
        ...plain,
        ...known,
        isWaiting: isOnItsWay(view.state),
        isFailure: view.state === 'failed',
        link: see(!isOnItsWay(view.state)),
      };
    }
    case 'ended':
      return { ...plain, ...words[view.why], isFailure: true, link: ended(view.why) };
  }

  function see(isMain: boolean): Notice['link'] {
    return session && { text: words.see(session.instance.name), href: instancePage(session), isMain };
  }

  function ended(why: 'login' | 'right' | 'over' | 'access'): Notice['link'] {
    if (why === 'over') return see(true);
    // Without the session, the gateway's own page knows where to.
    const href = session ? openAgain(session, '/.atrium/') : '/.atrium/';
    return { text: words[why].action, href, isMain: true };
  }
}

function isOnItsWay(state: string): boolean {
  return ['requested', 'queued', 'staging', 'starting', 'stopping', 'ending'].includes(state);
}
