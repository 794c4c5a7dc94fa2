import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesOf } from './files.ts';
import { stages } from './stages.ts';

const root = join(import.meta.dirname, '../../..');

test('every test file runs in one stage, and no stage has lost its files', () => {
  const staged = filesOf(root, stages).flatMap(({ files }) => files);
  expect(staged).toContain('cli/src/test/files.test.ts');
  expect(new Set(staged).size).toBe(staged.length);
});

test('a file belongs to the first stage with a pattern for it', () => {
  const stage = (name: string, files: string[]) => ({ name, lane: 'waiting' as const, minutes: 1, files });
  const [first, second] = filesOf(root, [stage('of the command', ['cli/**']), stage('all others', ['**'])]);
  expect(first?.files).toContain('cli/src/test/files.test.ts');
  expect(second?.files).not.toContain('cli/src/test/files.test.ts');
});
