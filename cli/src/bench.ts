import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runBenches } from '@atrium/bench/run';
import { directories } from './directories.ts';

/** Apart from the demo's ports and from those of the tests. */
const usualPort = 27_400;

/** Measures everything, or what is named. True when all could be measured; a bar that is missed is told, and no failure. */
export async function bench(args: string[]): Promise<boolean> {
  const one = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...directories, rounds: one, port: { type: 'string', default: String(usualPort) } },
  });
  const { state, cache, rounds, port } = values;
  await mkdir(join(state, 'reports'), { recursive: true });
  return runBenches({
    state,
    cache,
    port: wholeNumber('--port', port, 1024, 65_400),
    names: positionals,
    rounds: rounds === undefined ? undefined : wholeNumber('--rounds', rounds, 1, 100),
    command: [process.execPath, join(import.meta.dirname, 'main.ts')],
    say: (line) => console.log(line),
  });
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`${name} ${text}: a number from ${least} to ${most} is needed`);
}
