import styles from '../bar/panel.module.css';
import { barButton, createPanel } from '../bar/panel.ts';
import { element, on } from '../element.ts';
import type { Messages } from '../messages/en.ts';
import { type Clipboard, mostBytes } from './clipboard.ts';

/** The clipboard both ways, and why it may not go by itself. */
export function createClipboardPanel({ clipboard: words }: Messages, clipboard: () => Clipboard) {
  const toDesktop = wish('toDesktop');
  const fromDesktop = wish('fromDesktop');
  const why = element('p');
  const box = on(element('textarea', { id: 'clipboard-box', class: styles.box, spellcheck: 'false' }), {
    input: () => clipboard().give(box.value),
  });
  const boxName = element('label', { for: box.id, class: styles.boxName }, words.box);
  const button = barButton(words.name, 'clipboard');
  const switches = [labelled(toDesktop, words.toDesktop), labelled(fromDesktop, words.fromDesktop)];
  const { panel, close } = createPanel('clipboard', words.name, button, ...switches, why, boxName, box);

  function wish(direction: 'toDesktop' | 'fromDesktop'): HTMLInputElement {
    const input = element('input', { type: 'checkbox', role: 'switch' });
    return on(input, { change: () => void clipboard().want(direction, input.checked) });
  }

  function update(): void {
    const { wants, rule, text, isTooLong } = clipboard().known();
    toDesktop.checked = wants.toDesktop;
    fromDesktop.checked = wants.fromDesktop;
    why.textContent = isTooLong ? words.tooLong(mostBytes) : words[rule];
    why.toggleAttribute('data-why', isTooLong);
    if (!isTooLong && document.activeElement !== box) box.value = text;
  }

  return { button, panel, close, update };
}

function labelled(input: HTMLInputElement, text: string): HTMLLabelElement {
  return element('label', { class: styles.switch }, input, text);
}
