import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Bench, Outcome, Surroundings } from './bench.ts';
import { benches } from './benches.ts';
import { describeRun, type Measured, type Report } from './report.ts';
import { tableOf } from './table.ts';

type Options = Pick<Surroundings, 'command' | 'cache' | 'port'> & {
  state: string;
  /** Which ones, by name; none: all but the long ones. */
  names: string[];
  rounds: number | undefined;
  say: (line: string) => void;
};

/**
 * Measures one bench after the other, says what came of each, and writes it all to `<state>/reports/bench.json`.
 * @returns whether each could be measured; whether a bar holds is for people to judge
 * @throws Error when there is no bench of that name
 */
export async function runBenches({ state, names, say, ...options }: Options): Promise<boolean> {
  const chosen = names.length > 0 ? names.map(find) : benches.filter(({ isLong }) => !isLong);
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]).then((): never => {
    throw new Interrupted('interrupted');
  });
  interrupted.catch(() => {});
  const report: Report = { ...(await describeRun()), benches: [] };
  say(heading(report));
  for (const bench of chosen) {
    const measured = await measure(bench, { ...options, directory: join(state, 'work', bench.name) }, interrupted);
    report.benches.push(measured);
    say(`\n${tableOf(measured)}`);
    await writeFile(join(state, 'reports', 'bench.json'), `${JSON.stringify(report, null, 1)}\n`);
    if (measured.failure === 'interrupted') break;
  }
  return report.benches.every(({ failure }) => failure === null);
}

class Interrupted extends Error {}

function find(name: string): Bench {
  const found = benches.find((bench) => bench.name === name);
  if (found) return found;
  throw new Error(`there is no bench «${name}»; there are ${benches.map((bench) => bench.name).join(', ')}`);
}

type Where = Pick<Surroundings, 'command' | 'cache' | 'port' | 'directory'> & { rounds: number | undefined };

async function measure(bench: Bench, where: Where, interrupted: Promise<never>): Promise<Measured> {
  const { name, title, minutes } = bench;
  const rounds = where.rounds ?? bench.rounds;
  const began = performance.now();
  const parts = new AsyncDisposableStack();
  const limit = AbortSignal.timeout(minutes * 60_000);
  const late = once(limit, 'abort').then((): never => {
    throw new Error(`it takes longer than ${minutes} minutes`);
  });
  late.catch(() => {});
  const result = (outcome: Outcome, failure: string | null): Measured => ({
    ...{ name, title, rounds, seconds: (performance.now() - began) / 1000, failure },
    ...outcome,
  });
  try {
    await rm(where.directory, { recursive: true, force: true, maxRetries: 5 });
    await mkdir(where.directory, { recursive: true });
    const running = bench.run({ ...where, rounds, parts });
    running.catch(() => {}); // What is cut short fails in many ways.
    return result(await Promise.race([running, interrupted, late]), null);
  } catch (error) {
    return result({ figures: [], bars: [], notes: [] }, error instanceof Error ? error.message : String(error));
  } finally {
    await parts.disposeAsync();
  }
}

function heading({ date, machine, versions }: Report): string {
  const { processor, cores, memoryBytes, system, loadBefore } = machine;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const isBusy = loadBefore > cores / 4;
  return [
    `${date}: ${processor}, ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB, ${system}`,
    `${programs.join(', ')}; load before: ${loadBefore.toFixed(1)}`,
    ...(isBusy ? ['Others use this machine: it can show less than it could, and what is measured beside it too.'] : []),
  ].join('\n');
}
