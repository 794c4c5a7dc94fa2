import type { Control } from '@atrium/contract/v1/members';
import type { ViewerSession } from '@atrium/contract/viewer/api';
import barStyles from '../bar/bar.module.css';
import panelStyles from '../bar/panel.module.css';
import { createPanel } from '../bar/panel.ts';
import { element, on, setAttributes } from '../element.ts';
import type { Messages } from '../messages/en.ts';
import { instancePage } from '../ways.ts';
import { type Company, companyOf, type Somebody } from './company.ts';
import styles from './people.module.css';

const mostCircles = 4;

/** In the bar: who is here, and whose keys are felt. Under it, all of them, and what can be done about that. */
export function createPeople({ people: words }: Messages, ask: (asked: Control) => void) {
  const circles = element('span', { class: styles.circles });
  const stand = element('span', { class: barStyles.role });
  const name = element('span', { class: 'spoken' }, `${words.name}: `);
  const button = element('button', { type: 'button', class: styles.button, title: words.name }, name, circles, stand);
  const list = element('ul', { class: styles.list });
  const why = element('p', { role: 'alert', 'data-why': true, hidden: true });
  const actions = element('div', { class: panelStyles.actions });
  const { panel, close } = createPanel('people', words.name, button, list, actions, why);

  function update(session: ViewerSession): void {
    const company = companyOf(session);
    const here = company.people.filter(({ isHere }) => isHere);
    const more = here.length - mostCircles;
    circles.replaceChildren(
      ...here.slice(0, mostCircles).map(circleOf),
      ...(more > 0 ? [element('span', { class: styles.more }, `+${more}`)] : []),
    );
    stand.textContent = standOf(company, session, words);
    list.replaceChildren(...company.people.map(rowOf));
    actions.replaceChildren(...actionsOf(company), ...invite(session));
    if (!company.mayTake) showWhy('');
  }

  function actionsOf({ mayTake, mayFree, mayPassTo }: Company): HTMLElement[] {
    return [
      ...(mayTake ? [action(words.take, { act: 'take' })] : []),
      ...mayPassTo.map((one) => action(words.passTo(one.name), { act: 'pass', to: one.id })),
      ...(mayFree ? [action(words.free, { act: 'free' })] : []),
    ];
  }

  function action(text: string, asked: Control): HTMLButtonElement {
    return on(element('button', { type: 'button', class: panelStyles.plain }, text), { click: () => ask(asked) });
  }

  function invite(session: ViewerSession): HTMLElement[] {
    if (session.role !== 'owner') return [];
    const href = `${instancePage(session)}#people`;
    return [element('a', { class: styles.invite, href, target: '_blank', rel: 'noopener' }, words.invite)];
  }

  function rowOf(one: Somebody): HTMLElement {
    const role = words.roles[one.role];
    const is = [role, one.isHere ? words.here : words.notHere, ...(one.hasControl ? [words.hasControl] : [])];
    const text = element('span', {}, element('b', {}, one.name), one.isSelf ? ` ${words.you}` : '');
    text.append(element('small', {}, is.join(', ')));
    return element('li', { class: styles.row }, circleOf(one), text);
  }

  function showWhy(text: string): void {
    why.textContent = text;
    setAttributes(why, { hidden: text === '' });
  }
  return { button, panel, close, update, showWhy };
}

function circleOf({ name, isSelf, drives }: Somebody): HTMLElement {
  const described = { class: barStyles.circle, role: 'img', 'aria-label': name, title: name };
  return element('span', {
    ...described,
    'data-initials': initialsOf(name),
    'data-self': isSelf,
    'data-drives': drives,
  });
}

/** How one stands to keyboard and pointer, in a few words. */
export function standOf(company: Company, session: ViewerSession, words: Messages['people']): string {
  const { driver, people } = company;
  if (session.role === 'support') return words.stand.support;
  if (driver?.isSelf) return words.stand.self;
  if (!session.drives) return driver ? words.stand.other(driver.name) : words.stand.watching;
  const isTogether = people.filter(({ drives }) => drives).length > 1;
  return isTogether ? words.stand.together : words.stand.self;
}

function initialsOf(name: string): string {
  const [first = '', ...rest] = name.split(' ');
  return first.charAt(0) + (rest.at(-1)?.charAt(0) ?? '');
}
