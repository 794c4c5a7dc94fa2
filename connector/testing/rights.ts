import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Y: always · p: while the owner is here, or all may go on · w: the same, and also while the others may watch · –: never. */
export type Mark = 'Y' | 'p' | 'w' | '–';
export type Cell = { role: string; action: string; mark: Mark };

/** The table of docs/rights.md, cell by cell. It was written by hand: what is tested is read from nowhere else. */
export function rightsAsDocumented(): Cell[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs/rights.md'), 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const [head = [], , ...actions] = rows.map((row) =>
    row
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
  const roles = head.slice(1, -1);
  return actions.flatMap(([action = '', ...marks]) =>
    roles.map((role, column) => ({ role, action, mark: marks[column] as Mark })),
  );
}

/** Whether a mark allows something, as things are with the owner. */
export function allows(mark: Mark, owner: 'here' | 'close' | 'watch' | 'allow'): boolean {
  if (mark === 'Y') return true;
  if (mark === '–') return false;
  return owner === 'here' || owner === 'allow' || (owner === 'watch' && mark === 'w');
}
