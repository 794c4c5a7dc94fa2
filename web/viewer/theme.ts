import { contrast } from '../src/theme/contrast.ts';
import { asVariables, tokens } from '../src/theme/tokens.ts';

/** The portal's colours, in the scheme that the gateway has written on the page. */
export function putOnColours({ style, dataset }: HTMLElement): void {
  const { light, dark } = { light: asVariables(tokens.light), dark: asVariables(tokens.dark) };
  for (const [name, colour] of Object.entries(light)) {
    if (colour.startsWith('#')) style.setProperty(name, `light-dark(${colour}, ${dark[name as keyof typeof dark]})`);
  }
  style.colorScheme = dataset.scheme === 'light' || dataset.scheme === 'dark' ? dataset.scheme : 'light dark';
}

/** A facility's colour carries its white initial, or it is not taken. */
export function accentOf(accent: string): string {
  return contrast(accent, '#ffffff') >= 4.5 ? accent : '';
}
