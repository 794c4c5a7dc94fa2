import { globSync, readFileSync } from 'node:fs';

/** Memory of a process and of all that it started, in bytes (proportional set size: what is shared counts in parts). */
export function memoryOf(pid: number): number {
  const children = childrenOf();
  const family = [pid];
  for (const member of family) family.push(...(children.get(member) ?? []));
  return family.reduce((sum, member) => sum + proportionalSetSize(member), 0);
}

function childrenOf(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const file of globSync('/proc/[0-9]*/stat')) {
    const stat = read(file);
    const pid = Number.parseInt(stat, 10);
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    if (stat !== '') children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  return children;
}

function proportionalSetSize(pid: number): number {
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1];
  return Number(kibibytes ?? 0) * 1024;
}

/** A process may end while it is looked at: then there is nothing to read. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
