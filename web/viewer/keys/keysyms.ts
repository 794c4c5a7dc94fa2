/** A key by its name in X11 and, for keyboards that send places, by its place (UI Events `code`). */
export type Key = { keysym: number; code: string };

const key = (keysym: number, code: string): Key => ({ keysym, code });

export const keys = {
  escape: key(0xff1b, 'Escape'),
  tab: key(0xff09, 'Tab'),
  backspace: key(0xff08, 'Backspace'),
  enter: key(0xff0d, 'Enter'),
  delete: key(0xffff, 'Delete'),
  print: key(0xff61, 'PrintScreen'),
  left: key(0xff51, 'ArrowLeft'),
  up: key(0xff52, 'ArrowUp'),
  right: key(0xff53, 'ArrowRight'),
  down: key(0xff54, 'ArrowDown'),
  f4: key(0xffc1, 'F4'),
  control: key(0xffe3, 'ControlLeft'),
  alt: key(0xffe9, 'AltLeft'),
  super: key(0xffeb, 'MetaLeft'),
  t: key(0x74, 'KeyT'),
  w: key(0x77, 'KeyW'),
};

/** What a browser or the system under it takes for itself. */
export const chords: { name: string; keys: Key[] }[] = [
  { name: 'Ctrl Alt Del', keys: [keys.control, keys.alt, keys.delete] },
  { name: 'Alt Tab', keys: [keys.alt, keys.tab] },
  { name: 'Alt F4', keys: [keys.alt, keys.f4] },
  { name: 'Ctrl W', keys: [keys.control, keys.w] },
  { name: 'Ctrl T', keys: [keys.control, keys.t] },
  { name: 'Super', keys: [keys.super] },
  { name: 'Print', keys: [keys.print] },
  { name: 'Esc', keys: [keys.escape] },
];

/** Each Unicode character has a keysym: Latin 1 its own number, the others theirs with a mark (X11 protocol, appendix A). */
export function keyOf(character: string): Key {
  if (character === '\n') return keys.enter;
  const point = character.codePointAt(0) ?? 0;
  return key(point < 0x100 ? point : 0x0100_0000 | point, '');
}

/** What was done to a text: how many characters were taken from its end, and what was put there. */
export function difference(before: string, after: string): { erased: number; typed: string[] } {
  const [old, now] = [[...before], [...after]];
  let same = 0;
  while (same < old.length && old[same] === now[same]) same++;
  return { erased: old.length - same, typed: now.slice(same) };
}
