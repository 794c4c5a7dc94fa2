import barStyles from '../bar/bar.module.css';
import styles from '../bar/panel.module.css';
import { createPanel } from '../bar/panel.ts';
import { element, on } from '../element.ts';
import { icon } from '../icons.ts';
import type { Messages } from '../messages/en.ts';
import type { Size } from './desktop.ts';

const zooms = [0.5, 0.75, 1, 1.5, 2];

/** How the desktop meets the window. */
export function createSizePanel({ size: words }: Messages, choose: (size: Size) => void) {
  const shown = element('span');
  const button = element(
    'button',
    { type: 'button', class: `${barStyles.button} ${barStyles.onDesktop}`, title: words.name },
    icon('aspectRatio'),
    element('span', { class: 'spoken' }, `${words.name}: `),
    shown,
  );
  const fit = choice('fit', words.fit, words.fitWhy, { kind: 'fit' });
  const others = zooms.map((zoom) => choice(`${zoom}`, words.percent(zoom), undefined, { kind: 'zoom', zoom }));
  const scale = choice('scale', words.scale, words.scaleWhy, { kind: 'scale' });
  const all = [fit, scale, ...others];
  const { panel, close } = createPanel('size', words.name, button, ...all.map(({ label }) => label));

  function choice(value: string, name: string, why: string | undefined, size: Size) {
    const input = on(element('input', { type: 'radio', name: 'size', value }), { change: () => choose(size) });
    const small = why === undefined ? undefined : element('small', {}, why);
    return {
      input,
      value,
      name,
      label: element('label', { class: styles.choice }, input, element('span', {}, name, small)),
    };
  }

  function update(size: Size, mayFit: boolean): void {
    const value = size.kind === 'zoom' ? `${size.zoom}` : size.kind;
    for (const { input } of all) input.checked = input.value === value;
    fit.label.hidden = !mayFit;
    shown.textContent = size.kind === 'zoom' ? words.percent(size.zoom) : words[size.kind];
  }
  return { button, panel, close, update };
}
