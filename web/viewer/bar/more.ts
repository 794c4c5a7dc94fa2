import type { ViewerSession } from '@atrium/contract/viewer/api';
import { element, on } from '../element.ts';
import type { Messages } from '../messages/en.ts';
import { companyOf } from '../people/company.ts';
import { standOf } from '../people/people-panel.ts';
import styles from './bar.module.css';
import panelStyles from './panel.module.css';
import { barButton, createPanel } from './panel.ts';

type Action = { name: string; act: () => void };

/** On a phone: what the bar has no room for. */
export function createMore({ bar: words, people }: Messages, actions: Action[]) {
  const button = barButton(words.more, 'dots', { class: styles.onPhone ?? '' });
  const facts = element('dl', { class: panelStyles.list });
  const buttons = actions.map(({ name, act }) =>
    on(element('button', { type: 'button', class: panelStyles.plain }, name), {
      click: () => {
        close();
        act();
      },
    }),
  );
  const list = element('div', { class: panelStyles.actions }, ...buttons);
  const { panel, close } = createPanel('more', words.more, button, facts, list);

  function update(session: ViewerSession, roundTrip: number | undefined): void {
    const { facility, person, instance } = session;
    const end = words.end(instance.endsAt);
    const rows = [
      [facility.name, `${words.ends} ${end}`],
      [person.name, standOf(companyOf(session), session, people)],
      ...(roundTrip === undefined ? [] : [[words.roundTripName, words.roundTrip(roundTrip)]]),
    ];
    facts.replaceChildren(
      ...rows.flatMap(([term = '', value = '']) => [element('dt', {}, term), element('dd', {}, value)]),
    );
  }

  return { button, panel, close, update };
}
