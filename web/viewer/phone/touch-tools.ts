import { element, on } from '../element.ts';
import { type IconName, icon } from '../icons.ts';
import type { Messages } from '../messages/en.ts';
import styles from './phone.module.css';

const zooms = [0.25, 0.5, 0.75, 1, 1.5, 2];

type Parts = { setPanning: (isPanning: boolean) => void; setZoom: (zoom: number) => void };

/** At the foot of a phone: whether a finger points or pans, and how large the desktop is. */
export function createTouchTools({ size: words }: Messages, { setPanning, setZoom }: Parts) {
  let zoom = 1;
  const pointer = tool('pointer', words.pointer, () => choose(false));
  const pan = tool('pan', words.pan, () => choose(true));
  const percent = element('output', { class: styles.percent });
  const smaller = alone('minus', words.smaller, () => step(-1));
  const larger = alone('plus', words.larger, () => step(1));
  const touch = element('div', { class: styles.touch, role: 'group', 'aria-label': words.touch }, pointer, pan);
  const size = [smaller, percent, larger];
  const tools = element('div', { class: styles.tools }, touch, ...size);
  percent.before(smaller);
  smaller.style.marginLeft = 'auto';
  percent.style.marginLeft = '0';

  function choose(isPanning: boolean): void {
    pointer.setAttribute('aria-pressed', String(!isPanning));
    pan.setAttribute('aria-pressed', String(isPanning));
    setPanning(isPanning);
  }

  function step(by: 1 | -1): void {
    const next = by > 0 ? zooms.find((one) => one > zoom) : zooms.findLast((one) => one < zoom);
    if (next) setZoom(next);
  }

  function update(now: number): void {
    zoom = now;
    percent.value = words.percent(now);
  }

  function alone(drawing: IconName, name: string, act: () => void): HTMLButtonElement {
    const described = { type: 'button', class: styles.tool, 'aria-label': name, title: name };
    return on(element('button', described, icon(drawing)), { click: act });
  }

  choose(false);
  update(1);
  /** Who only watches has nothing to point with: the finger pans. */
  function setWatching(isWatching: boolean): void {
    if (isWatching === touch.hidden) return;
    touch.hidden = isWatching;
    choose(isWatching);
  }

  return { tools, update, setWatching };
}

function tool(drawing: IconName, name: string, act: () => void): HTMLButtonElement {
  return on(element('button', { type: 'button', class: styles.tool }, icon(drawing), name), { click: act });
}
