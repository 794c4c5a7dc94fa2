import { element, on } from '../element.ts';
import type { Messages } from '../messages/en.ts';
import type { Notice } from './content.ts';
import styles from './notice.module.css';

type Parts = { retry: () => void; triesAt: () => number; clock: () => Date };

/** What stands over the desktop while it cannot be seen, and says it aloud to who listens. */
export function createNotice(words: Messages, { retry, triesAt, clock }: Parts) {
  const { notices } = words;
  const ring = element('span', { class: styles.ring, 'aria-hidden': 'true' });
  const what = element('span');
  const why = element('p', { class: styles.why });
  const when = element('p', { class: styles.when });
  const actions = element('div', { class: styles.actions });
  const card = element(
    'div',
    { class: styles.card },
    element('h2', { class: styles.what }, ring, what),
    why,
    when,
    actions,
  );
  const veil = element('div', { class: styles.veil }, card);
  const polite = element('div', { class: 'spoken', 'aria-live': 'polite' });
  const assertive = element('div', { class: 'spoken', 'aria-live': 'assertive' });
  const button = on(element('button', { type: 'button', class: styles.other }, notices.retry), { click: retry });
  let shown: Notice | undefined;

  function update(notice: Notice | undefined, isWhole: boolean): void {
    if (same(notice, shown)) return;
    const wasShown = shown !== undefined;
    shown = notice;
    veil.hidden = !notice;
    veil.toggleAttribute('data-whole', isWhole);
    if (!notice) {
      if (wasShown) say(notices.back, false);
      return;
    }
    ring.hidden = !notice.isWaiting;
    what.textContent = notice.what;
    why.textContent = notice.why;
    actions.replaceChildren(...(notice.link ? [linkTo(notice.link)] : []), ...(notice.isRetried ? [button] : []));
    say(`${notice.what}. ${notice.why}`, notice.isFailure);
    tick();
  }

  function tick(): void {
    const seconds = Math.ceil((triesAt() - clock().getTime()) / 1000);
    when.hidden = !shown?.isRetried;
    when.textContent = seconds > 0 ? notices.retryIn(seconds) : notices.retrying;
  }

  function say(text: string, isFailure: boolean): void {
    polite.textContent = isFailure ? '' : text;
    assertive.textContent = isFailure ? text : '';
  }

  return { veil, voices: [polite, assertive], update, tick };
}

function linkTo({ text, href, isMain }: NonNullable<Notice['link']>): HTMLAnchorElement {
  return element('a', { href, class: isMain ? styles.main : styles.other }, text);
}

function same(one: Notice | undefined, other: Notice | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
