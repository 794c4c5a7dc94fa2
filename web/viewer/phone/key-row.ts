import { element, on, setAttributes } from '../element.ts';
import { icon } from '../icons.ts';
import { difference, type Key, keyOf, keys } from '../keys/keysyms.ts';
import type { Messages } from '../messages/en.ts';
import styles from './phone.module.css';

type Parts = { press: (key: Key, isDown?: boolean) => void };

/** Keys that a phone does not have, and its own keyboard. Ctrl and Alt stay down for the next key. */
export function createKeyRow({ keys: words }: Messages, { press }: Parts) {
  const held = new Map<Key, HTMLButtonElement>();
  const typed = element('textarea', {
    class: styles.typed,
    'aria-label': words.typed,
    autocapitalize: 'off',
    autocomplete: 'off',
    spellcheck: 'false',
    tabindex: '-1',
  });
  let before = '';
  on(typed, {
    input: () => {
      const { erased, typed: added } = difference(before, typed.value);
      for (let count = 0; count < erased; count++) strike(keys.backspace);
      for (const character of added) strike(keyOf(character));
      remember();
    },
    // With nothing left in the field, erasing changes no text.
    keydown: (event) => event.key === 'Backspace' && typed.value === '' && strike(keys.backspace),
    blur: letGo,
  });

  const open = button(icon('keyboard'), () => typed.focus());
  setAttributes(open, { 'aria-label': words.open, title: words.open });
  const row = element(
    'div',
    { class: styles.row, role: 'group', 'aria-label': words.row },
    open,
    struck('Esc', keys.escape),
    struck('Tab', keys.tab),
    holding('Ctrl', keys.control),
    holding('Alt', keys.alt),
    struck('←', keys.left, words.arrows.left),
    struck('↑', keys.up, words.arrows.up),
    struck('↓', keys.down, words.arrows.down),
    struck('→', keys.right, words.arrows.right),
  );

  function struck(text: string, key: Key, name?: string): HTMLButtonElement {
    const made = button(text, () => strike(key));
    if (name) made.setAttribute('aria-label', name);
    return made;
  }

  function holding(text: string, key: Key): HTMLButtonElement {
    const made = button(text, () => {
      if (held.has(key)) return letGo();
      press(key, true);
      held.set(key, made);
      made.setAttribute('aria-pressed', 'true');
    });
    made.setAttribute('aria-pressed', 'false');
    return made;
  }

  function strike(key: Key): void {
    press(key);
    letGo();
  }

  function letGo(): void {
    for (const [key, shown] of held) {
      press(key, false);
      shown.setAttribute('aria-pressed', 'false');
    }
    held.clear();
  }

  /** The field holds the word at hand, which a keyboard that guesses may still put right, and no more. */
  function remember(): void {
    if (/\s$/.test(typed.value)) typed.value = '';
    before = typed.value;
  }

  return { row, typed, letGo };
}

/** A touch of it takes the focus from nothing: the keyboard of the device stays open. */
function button(content: Node | string, act: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', class: styles.key }, content);
  return on(made, { pointerdown: (event) => event.preventDefault(), click: act });
}
