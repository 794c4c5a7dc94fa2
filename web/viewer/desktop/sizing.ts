import { element } from '../element.ts';
import type { Messages } from '../messages/en.ts';
import { createMap } from '../phone/map.ts';
import { createTouchTools } from '../phone/touch-tools.ts';
import type { Desktop, Size } from './desktop.ts';
import { createSizePanel } from './size-panel.ts';
import styles from './stage.module.css';

type Parts = { desktop: Desktop; pane: HTMLElement; stage: HTMLElement; isPhone: MediaQueryList };

/** A phone held sideways: no desktop should become so low. */
const isLow = matchMedia('(max-height: 480px)');

/** How large the desktop is shown: what the person chose, else what suits the window and the role. */
export function createSizing(words: Messages, { desktop, pane, stage, isPhone }: Parts) {
  let chosen: Size | undefined;
  let mayFit = false;
  const glass = element('div', { class: styles.glass });
  stage.append(glass);
  const panel = createSizePanel(words, choose);
  const map = createMap(words, pane, desktop.canvas);
  const tools = createTouchTools(words, {
    setPanning: (isPanning) => glass.toggleAttribute('data-panning', isPanning),
    setZoom: (zoom) => choose({ kind: 'zoom', zoom }),
  });

  function choose(size: Size): void {
    chosen = size;
    show();
  }

  function update({ isOwner, isWatching }: { isOwner: boolean; isWatching: boolean }): void {
    mayFit = isOwner;
    tools.setWatching(isWatching);
    show();
  }

  function show(): void {
    const size = chosen?.kind === 'fit' && !mayFit ? usual() : (chosen ?? usual());
    desktop.setSize(size);
    panel.update(size, mayFit);
    if (size.kind === 'zoom') tools.update(size.zoom);
    map.draw();
  }

  /** A phone shows the desktop as it is; any larger window is filled, by the desktop itself where it may be resized. */
  function usual(): Size {
    if (isPhone.matches) return { kind: 'zoom', zoom: 1 };
    return { kind: mayFit && !isLow.matches ? 'fit' : 'scale' };
  }

  return { panel, map, tools, update };
}
