import { __iconNode as aspectRatio } from '@tabler/icons-react/icons/IconAspectRatio';
import { __iconNode as camera } from '@tabler/icons-react/icons/IconCamera';
import { __iconNode as chevronLeft } from '@tabler/icons-react/icons/IconChevronLeft';
import { __iconNode as clipboard } from '@tabler/icons-react/icons/IconClipboard';
import { __iconNode as clock } from '@tabler/icons-react/icons/IconClock';
import { __iconNode as dots } from '@tabler/icons-react/icons/IconDots';
import { __iconNode as eye } from '@tabler/icons-react/icons/IconEye';
import { __iconNode as pan } from '@tabler/icons-react/icons/IconHandStop';
import { __iconNode as keyboard } from '@tabler/icons-react/icons/IconKeyboard';
import { __iconNode as maximize } from '@tabler/icons-react/icons/IconMaximize';
import { __iconNode as minimize } from '@tabler/icons-react/icons/IconMinimize';
import { __iconNode as minus } from '@tabler/icons-react/icons/IconMinus';
import { __iconNode as plus } from '@tabler/icons-react/icons/IconPlus';
import { __iconNode as pointer } from '@tabler/icons-react/icons/IconPointer';
import { __iconNode as wifi } from '@tabler/icons-react/icons/IconWifi';

const shapes = {
  ...{ aspectRatio, camera, chevronLeft, clipboard, clock, dots, eye, pan },
  ...{ keyboard, maximize, minimize, minus, plus, pointer, wifi },
};

export type IconName = keyof typeof shapes;

/** A drawing beside a name that is text, or alone in a button that has one. */
export function icon(name: IconName, size = 18): SVGSVGElement {
  return svg(size, 24, shapes[name], { stroke: 'currentColor', 'stroke-width': '1.6', 'stroke-linecap': 'round' });
}

/** Two arches and a doorway, as on the portal. */
export function mark(size = 22): SVGSVGElement {
  const arches = { stroke: 'var(--primary)', 'stroke-width': '2.4' };
  const shape: Shape[] = [
    ['path', { ...arches, d: 'M3.2 26V14a10.8 10.8 0 0 1 21.6 0v12' }],
    ['path', { ...arches, d: 'M8.2 26V14a5.8 5.8 0 0 1 11.6 0v12', opacity: '.62' }],
    ['path', { d: 'M13 26V14.5a1 1 0 0 1 2 0V26z', fill: 'var(--accent)' }],
  ];
  return svg(size, 28, shape, {});
}

type Shape = [string, Record<string, string>];

function svg(size: number, box: number, shape: Shape[], attributes: Record<string, string>): SVGSVGElement {
  const drawing = draw('svg', { width: `${size}`, height: `${size}`, viewBox: `0 0 ${box} ${box}`, fill: 'none' });
  for (const [name, value] of Object.entries({ ...attributes, 'aria-hidden': 'true' }))
    drawing.setAttribute(name, value);
  drawing.append(...shape.map(([name, { key: _, ...described }]) => draw(name, described)));
  return drawing as SVGSVGElement;
}

function draw(name: string, attributes: Record<string, string>): SVGElement {
  const drawn = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [attribute, value] of Object.entries(attributes)) drawn.setAttribute(attribute, value);
  return drawn;
}
