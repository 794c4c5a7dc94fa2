import { element, on } from '../element.ts';
import type { Messages } from '../messages/en.ts';
import styles from './phone.module.css';

const width = 112;
const drawEachMs = 1_000;

/** A small picture of the whole desktop with the part that is shown, where not all of it is. It can be moved there. */
export function createMap({ size: words }: Messages, pane: HTMLElement, canvas: () => HTMLCanvasElement | undefined) {
  const drawing = element('canvas', { 'aria-hidden': 'true' });
  const frame = element('span', { class: styles.frame });
  const map = element('div', { class: styles.map, role: 'img', 'aria-label': words.map, hidden: true }, drawing, frame);
  pane.addEventListener('scroll', place);
  new ResizeObserver(draw).observe(pane);
  setInterval(draw, drawEachMs);
  on(map, {
    pointerdown: (event) => {
      map.setPointerCapture(event.pointerId);
      moveTo(event);
    },
    pointermove: (event) => map.hasPointerCapture(event.pointerId) && moveTo(event),
  });

  function draw(): void {
    const shown = canvas();
    const isPart = pane.scrollWidth > pane.clientWidth + 1 || pane.scrollHeight > pane.clientHeight + 1;
    map.hidden = !shown || !isPart || shown.width === 0;
    if (!shown || map.hidden || document.hidden) return;
    drawing.width = width;
    drawing.height = Math.round((width * shown.height) / shown.width);
    drawing.getContext('2d')?.drawImage(shown, 0, 0, drawing.width, drawing.height);
    place();
  }

  function place(): void {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = pane;
    const [across, down] = [drawing.width / scrollWidth, drawing.height / scrollHeight];
    frame.style.left = `${scrollLeft * across}px`;
    frame.style.top = `${scrollTop * down}px`;
    frame.style.width = `${Math.min(clientWidth * across, drawing.width)}px`;
    frame.style.height = `${Math.min(clientHeight * down, drawing.height)}px`;
  }

  function moveTo({ clientX, clientY }: PointerEvent): void {
    const { left, top, width: wide, height: high } = map.getBoundingClientRect();
    pane.scrollLeft = ((clientX - left) / wide) * pane.scrollWidth - pane.clientWidth / 2;
    pane.scrollTop = ((clientY - top) / high) * pane.scrollHeight - pane.clientHeight / 2;
  }

  return { map, draw };
}
