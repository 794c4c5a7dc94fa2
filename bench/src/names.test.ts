import { expect, test } from 'vitest';
import { nameProcesses } from './names.ts';

const status = [
  'Its portal is at http://localhost:7400',
  'identity provider   running   11',
  'lumen connector     running   12',
  'lumen gateway       died',
].join('\n');
const commands: Record<number, string> = {
  20: '/x/native/bin/postgres -D /y',
  21: 'postgres: portal [local] idle',
  22: 'sh',
};

test('a server is called as the demo calls it, and what else the demo runs by what it is', () => {
  const nameOf = nameProcesses(status, (pid) => commands[pid] ?? '');
  expect([11, 12, 20, 21, 22].map(nameOf)).toEqual([
    'identity provider',
    'lumen connector',
    'PostgreSQL',
    'PostgreSQL',
    'others',
  ]);
});
