import type { ViewerSession } from '@atrium/contract/viewer/api';
import { element, setAttributes } from '../element.ts';
import { icon, mark } from '../icons.ts';
import type { Messages } from '../messages/en.ts';
import { accentOf } from '../theme.ts';
import { instancePage, openAgain } from '../ways.ts';
import styles from './bar.module.css';

/** How long before its end a login is worth a word. */
const warnLoginSeconds = 15 * 60;

/** The thin bar over the desktop: where one is, until when, and at its right the tools. */
export function createBar({ bar: words }: Messages, clock: () => Date, people: Node, tools: Node[]) {
  const back = element('a', { class: styles.back }, icon('chevronLeft'), mark());
  const square = element('span', { class: styles.square, 'aria-hidden': 'true' });
  const facility = element('span', { class: styles.facility });
  const name = element('h1', { class: styles.name });
  const end = element('span', { class: styles.end });
  const signIn = element('a', { class: styles.signIn, target: '_blank', rel: 'noopener', hidden: true }, words.signIn);
  const time = element('span');
  const trip = element(
    'span',
    { class: styles.trip, title: words.roundTripName, hidden: true },
    icon('wifi', 16),
    time,
  );
  const spoken = element('span', { class: 'spoken' }, words.roundTripName);
  trip.prepend(spoken);

  const bar = element(
    'header',
    { class: styles.bar, 'aria-label': words.name },
    element('div', { class: styles.group }, back, square, facility, name, end),
    element('div', { class: styles.group }, signIn, people),
    element('div', { class: styles.group, role: 'group', 'aria-label': words.name }, trip, ...tools),
  );

  let shown: ViewerSession | undefined;

  function update(session: ViewerSession): void {
    shown = session;
    const { instance } = session;
    setAttributes(back, {
      href: instancePage(session),
      title: words.back(instance.name),
      'aria-label': words.back(instance.name),
    });
    square.textContent = session.facility.name.charAt(0);
    square.style.background = accentOf(session.facility.accent);
    facility.textContent = session.facility.name;
    name.textContent = instance.name;
    signIn.href = openAgain(session, '/.atrium/?signedIn');
    tick();
  }

  /** What changes as time passes. */
  function tick(): void {
    if (!shown) return;
    const { instance, loginEndsAt } = shown;
    const left = secondsUntil(instance.endsAt);
    const isSoon = left <= instance.warnSeconds;
    end.toggleAttribute('data-soon', isSoon);
    end.title = isSoon ? words.end(instance.endsAt) : words.left(left);
    if (isSoon) end.replaceChildren(icon('clock', 14), element('b', {}, words.endsSoon(Math.max(left, 0))));
    else end.replaceChildren(`${words.ends} `, element('b', {}, words.end(instance.endsAt)));

    const loginLeft = secondsUntil(loginEndsAt);
    signIn.hidden = loginLeft > warnLoginSeconds;
    signIn.title = words.signInWhy(Math.max(loginLeft, 0));
  }

  function secondsUntil(at: string): number {
    return (Date.parse(at) - clock().getTime()) / 1000;
  }

  function showRoundTrip(ms: number | undefined): void {
    trip.hidden = ms === undefined;
    if (ms !== undefined) time.textContent = words.roundTrip(ms);
  }

  return { bar, update, tick, showRoundTrip, focus: () => back.focus() };
}
