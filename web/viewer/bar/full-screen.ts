import { on, setAttributes } from '../element.ts';
import { icon } from '../icons.ts';
import type { Messages } from '../messages/en.ts';
import { barButton } from './panel.ts';

const atEdge = 3;
const below = 72;

/** Full screen, in which the bar hides until the pointer touches the upper edge. */
export function createFullScreen({ bar: words }: Messages, bar: () => HTMLElement) {
  const button = on(barButton(words.fullScreen, 'maximize'), { click: () => void toggle() });
  button.hidden = !document.fullscreenEnabled;

  async function toggle(): Promise<void> {
    if (document.fullscreenElement) return document.exitFullscreen();
    await document.documentElement.requestFullscreen();
    // Alt+Tab and the like go to the desktop where the browser lets them; Esc held down still leaves.
    await (navigator as { keyboard?: { lock(): Promise<void> } }).keyboard?.lock();
  }

  document.addEventListener('fullscreenchange', () => {
    const isFull = document.fullscreenElement !== null;
    const name = isFull ? words.leaveFullScreen : words.fullScreen;
    setAttributes(button, { 'aria-label': name, title: name });
    button.replaceChildren(icon(isFull ? 'minimize' : 'maximize'));
    bar().toggleAttribute('data-shown', false);
  });
  window.addEventListener('pointermove', ({ clientY }) => {
    if (!document.fullscreenElement) return;
    if (clientY <= atEdge) bar().toggleAttribute('data-shown', true);
    else if (clientY > below) bar().toggleAttribute('data-shown', false);
  });

  return { button, toggle };
}
