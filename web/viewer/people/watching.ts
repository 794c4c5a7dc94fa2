import type { Control } from '@atrium/contract/v1/members';
import type { ViewerSession } from '@atrium/contract/viewer/api';
import { element, on, setAttributes } from '../element.ts';
import { icon } from '../icons.ts';
import type { Messages } from '../messages/en.ts';
import noticeStyles from '../notice/notice.module.css';
import { companyOf } from './company.ts';
import styles from './people.module.css';

/** At the foot, for who only watches: whose keys are felt instead, and where it may be, the way to have them. */
export function createWatching({ watching: words, people }: Messages, ask: (asked: Control) => void) {
  const what = element('b');
  const why = element('span');
  const take = on(element('button', { type: 'button', class: noticeStyles.main }, icon('pan', 16), people.take), {
    click: () => ask({ act: 'take' }),
  });
  const text = element('span', {}, what, ' ', why);
  const foot = element('p', { class: styles.watching, hidden: true }, icon('eye'), text, take);
  /** Spoken when it changes, so it is there before it does. */
  const voice = element('div', { 'aria-live': 'polite' }, foot);

  function update(session: ViewerSession): void {
    const { driver, mayTake } = companyOf(session);
    setAttributes(foot, { hidden: session.drives });
    if (session.drives) return;
    what.textContent = driver ? words.what(driver.name) : words.alone;
    why.textContent = session.role === 'collaborator' && !driver ? words.ownerAway : words.why;
    take.hidden = !mayTake || (session.role === 'collaborator' && !driver);
  }
  return {
    foot: voice,
    update,
    showWhy(sentence: string): void {
      if (!foot.hidden && sentence) why.textContent = sentence;
    },
  };
}
