import { element } from '../element.ts';
import type { Messages } from '../messages/en.ts';
import styles from './notice.module.css';

export function showSignedIn({ notices: { signedIn } }: Messages): void {
  document.title = signedIn.what;
  const again = element('a', { href: '/.atrium/', class: styles.other }, signedIn.action);
  const card = element(
    'main',
    { class: styles.card },
    element('h1', { class: styles.what }, signedIn.what),
    element('p', { class: styles.why }, signedIn.why),
    element('div', { class: styles.actions }, again),
  );
  document.body.append(element('div', { class: styles.veil, 'data-whole': true }, card));
}
