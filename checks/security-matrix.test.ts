import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Each row names what it holds by: test files that cite its id, or why no test can stand there yet. */
const rows = readFileSync('docs/security-matrix.md', 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, id, , heldBy] = /^\| ([A-Z]+-?[A-Z]?[\d.]+) \| (.*) \| (.*) \|$/.exec(line) ?? [];
    return id && heldBy ? [{ id, heldBy }] : [];
  });

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at + 1}`);

test('the matrix has a row for each known hole, threat and negative list, once', () => {
  const ids = rows.map(({ id }) => id).filter((id) => id.startsWith('SEC-'));
  const wanted = [...numbered('SEC-H', 54), ...numbered('SEC-T', 24), ...numbered('SEC-6.', 6)];
  expect(ids.toSorted()).toEqual(wanted.toSorted());
});

test.each(rows)('$id is held by $heldBy', ({ id, heldBy }) => {
  if (/^open: \S/.test(heldBy)) return;
  const files = [...heldBy.matchAll(/`([^`]+)`/g)].map(([, file]) => file ?? '');
  expect(files).not.toEqual([]);
  for (const file of files) {
    expect(existsSync(file), `${file} is not there`).toBe(true);
    expect(readFileSync(file, 'utf8'), `${file} does not cite ${id}`).toMatch(
      new RegExp(`${id.replace('.', '\\.')}(?!\\d)`),
    );
  }
});
