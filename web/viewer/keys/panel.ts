import styles from '../bar/panel.module.css';
import { barButton, createPanel } from '../bar/panel.ts';
import { element, on } from '../element.ts';
import type { Messages } from '../messages/en.ts';
import { chords, type Key } from './keysyms.ts';

type Parts = { send: (keys: Key[]) => void; showRow: (isShown: boolean) => void; isRowShown: boolean };

/** Keys that do not come through a browser, and the way out of the desktop. */
export function createKeysPanel({ keys: words }: Messages, { send, showRow, isRowShown }: Parts) {
  const button = barButton(words.name, 'keyboard');
  const row = element('input', { type: 'checkbox', role: 'switch' });
  row.checked = isRowShown;
  on(row, { change: () => showRow(row.checked) });
  const { panel, close } = createPanel(
    'keys',
    words.name,
    button,
    element('p', {}, words.send),
    element('div', { class: styles.chords }, ...chords.map(chordButton)),
    element('label', { class: styles.switch }, row, words.row),
    element('p', {}, words.leave),
  );

  function chordButton({ name, keys }: (typeof chords)[number]): HTMLButtonElement {
    return on(element('button', { type: 'button', class: styles.plain }, name), {
      click: () => {
        close();
        send(keys);
      },
    });
  }
  return { button, panel, close };
}
