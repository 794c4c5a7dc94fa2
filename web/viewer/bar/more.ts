import type { ViewerSession } from '@atrium/contract/viewer/api';
import { element, on } from '../element.ts';
import type { Messages } from '../messages/en.ts';
import styles from './bar.module.css';
import panelStyles from './panel.module.css';
import { barButton, createPanel } from './panel.ts';

type Action = { name: string; act: () => void };

/** On a phone: what the bar has no room for. */
export function createMore({ bar: words, roles }: Messages, actions: Action[]) {
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

  function update({ facility, person, role, instance }: ViewerSession, roundTrip: number | undefined): void {
    const end = words.end(instance.endsAt);
    const rows = [
      [facility.name, `${words.ends} ${end}`],
      [person.name, roles[role]],
      ...(roundTrip === undefined ? [] : [[words.roundTripName, words.roundTrip(roundTrip)]]),
    ];
    facts.replaceChildren(
      ...rows.flatMap(([term = '', value = '']) => [element('dt', {}, term), element('dd', {}, value)]),
    );
  }

  return { button, panel, close, update };
}
