import { performance } from 'node:perf_hooks';

type Act = () => Promise<string> | string;

/** One line for each step: what it is, what came of it, how long it took. */
export async function step(what: string, act: Act): Promise<void> {
  process.stdout.write(`${what} … `);
  await timed(act, (line) => console.log(line));
}

/** One of several at once: its line is written when it is done. */
export function stepBeside(what: string, act: Act): Promise<void> {
  return timed(act, (line) => console.log(`${what} … ${line}`));
}

async function timed(act: Act, say: (line: string) => void): Promise<void> {
  const began = performance.now();
  const took = () => seconds(performance.now() - began);
  try {
    say(`${await act()}, ${took()}`);
  } catch (error) {
    say(`failed, ${took()}`);
    throw error;
  }
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A step that the rest can go on without. */
export class Unmet extends Error {}
