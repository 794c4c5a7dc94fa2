import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type startProgram as Start, startProgram } from '../processes.ts';

/** What is measured has a core to itself; what loads it, and what it leads to, share the other. */
export const cores = { load: 0, proxy: 1 };

/** @throws Error on a machine where there are not two */
export function requireCores(): void {
  if (availableParallelism() < 2) throw new Error('two cores are needed, one of them for what is measured alone');
}

/** One of the programs of `load/`, on the core of the load. */
export function startLoad(program: string, args: string[], started: Omit<Parameters<typeof Start>[1], 'core'>) {
  const file = join(import.meta.dirname, 'load', program);
  return startProgram([process.execPath, file, ...args], { ...started, core: cores.load });
}
