import { expect, test } from 'vitest';
import { difference, keyOf, keys } from './keysyms.ts';

test.each([
  ['a', 0x61],
  ['é', 0xe9],
  ['€', 0x0100_20ac],
  ['😀', 0x0101_f600],
])('%s is typed by its own keysym', (character, keysym) => {
  expect(keyOf(character)).toEqual({ keysym, code: '' });
});

test('a line break is Enter', () => expect(keyOf('\n')).toBe(keys.enter));

test.each<[string, string, string, number, string[]]>([
  ['a letter', 'ab', 'abc', 0, ['c']],
  ['a word put right', 'helo', 'hello', 1, ['l', 'o']],
  ['a letter erased', 'abc', 'ab', 1, []],
  ['a symbol of two halves', '', '😀', 0, ['😀']],
  ['nothing', 'ab', 'ab', 0, []],
])('a keyboard that only says what the text is now: %s', (_, before, after, erased, typed) => {
  expect(difference(before, after)).toEqual({ erased, typed });
});
