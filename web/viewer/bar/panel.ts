import { element, setAttributes } from '../element.ts';
import { type IconName, icon } from '../icons.ts';
import barStyles from './bar.module.css';
import styles from './panel.module.css';

/** A button of the bar, alone with its drawing: its name is a tooltip too. */
export function barButton(name: string, drawing: IconName, attributes: Record<string, string> = {}): HTMLButtonElement {
  const described = { type: 'button', 'aria-label': name, title: name, ...attributes };
  return element('button', { ...described, class: `${barStyles.button} ${attributes.class ?? ''}` }, icon(drawing));
}

/**
 * A panel that opens under its button and closes by Esc, by a click elsewhere, or from inside. The browser keeps the
 * state of the button and gives the focus back.
 */
export function createPanel(id: string, name: string, button: HTMLButtonElement, ...content: (Node | undefined)[]) {
  const title = element('h2', { id: `${id}-title` }, name);
  const described = { id, popover: 'auto', role: 'dialog', 'aria-labelledby': title.id, class: styles.panel };
  const panel = element('section', described, title, ...content);
  setAttributes(button, { popovertarget: id, 'aria-haspopup': 'dialog' });
  panel.addEventListener('toggle', ({ newState }) => {
    button.toggleAttribute('data-open', newState === 'open');
    const { right } = button.getBoundingClientRect();
    const fromRight = Math.max(8, Math.min(innerWidth - right, innerWidth - panel.offsetWidth - 8));
    panel.style.right = `${fromRight}px`;
  });
  return { panel, close: () => panel.matches(':popover-open') && panel.hidePopover() };
}
