import { performance } from 'node:perf_hooks';

/** One line for each step: what it is, what came of it, how long it took. */
export async function step(what: string, act: () => Promise<string> | string): Promise<void> {
  const began = performance.now();
  process.stdout.write(`${what} … `);
  try {
    const outcome = await act();
    console.log(`${outcome}, ${seconds(performance.now() - began)}`);
  } catch (error) {
    console.log(`failed, ${seconds(performance.now() - began)}`);
    throw error;
  }
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** A step that the rest can go on without. */
export class Unmet extends Error {}
