import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { parseEnvironmentFile } from './environment-file.ts';

const good = `# what a notebook is
name: notebook
version: "2026.1"
title: Notebook
description: JupyterLab.
interfaces:
  - { name: lab, kind: notebook, title: JupyterLab }
engines:
  local:
    command: [lab]
  null: {}
`;

const parse = (text: string) => parseEnvironmentFile('notebook.yaml', Buffer.from(text));

test('a file is read with its parts by kind of engine, null among them', () => {
  const { id, title, interfaces, parts, sha256, software, archived, lineOf } = parse(good);
  expect({ id, title, software, archived }).toEqual({
    id: 'notebook@2026.1',
    title: 'Notebook',
    software: [],
    archived: false,
  });
  expect(interfaces).toEqual([{ name: 'lab', kind: 'notebook', title: 'JupyterLab' }]);
  expect(parts).toEqual({ local: { command: ['lab'] }, null: {} });
  expect(sha256).toBe(createHash('sha256').update(good).digest('hex'));
  expect([lineOf(['engines', 'local', 'command', 0]), lineOf(['engines', 'null', 'nothing'])]).toEqual([10, 11]);
});

const wrong: [string, string, string][] = [
  ['no YAML', 'name: [notebook', 'notebook.yaml, line 1: Flow sequence'],
  ['nothing', '', 'notebook.yaml, line 1: Invalid input'],
  ['a list', '- notebook', 'notebook.yaml, line 1: Invalid input'],
  ['a name that is none', good.replace('name: notebook', 'name: Note Book'), 'line 2, name: Invalid string'],
  ['a version that is a number', good.replace('"2026.1"', '2026.1'), 'line 3, version: Invalid input'],
  ['an unknown kind', good.replace('kind: notebook', 'kind: telepathy'), 'line 7, interfaces.0.kind: Invalid option'],
  ['no title', good.replace('title: Notebook\n', ''), 'line 1, title: Invalid input'],
  ['a field that nobody knows', `${good}colour: red\n`, 'line 1: Unrecognized key: "colour"'],
  ['no interface', good.replace(/interfaces:\n.*\n/, 'interfaces: []\n'), 'line 6, interfaces: Too small'],
  [
    'two of one name',
    good.replace('engines:', '  - { name: lab, kind: web, title: B }\nengines:'),
    'line 6, interfaces: two interfaces',
  ],
  ['a key twice', good.replace('title: Notebook', 'title: A\ntitle: B'), 'line 5: Map keys must be unique'],
  ['an alias that goes nowhere', good.replace('JupyterLab.', '*nowhere'), 'line 5: *nowhere goes nowhere'],
];

test.each(wrong)('a file with %s names itself, line and field', (_, text, message) => {
  expect(() => parse(text)).toThrow(message);
});

test('a file that unfolds without end is refused', () => {
  const levels = Array.from(
    { length: 20 },
    (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}, *a${level}]`,
  );
  expect(() => parse(`a0: &a0 [x]\n${levels.join('\n')}\n${good}`)).toThrow('notebook.yaml');
});
