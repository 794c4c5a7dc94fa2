import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { runBounded } from './bounded.ts';
import { filesOf } from './files.ts';
import { checks, checksMinutes, type Stage, stages } from './stages.ts';
import { line, type Result, sum } from './table.ts';
import { runVitest } from './vitest.ts';

type Options = { root: string; state: string; filters: string[]; full: boolean };

/** Every check and every test, or the tests whose path holds one of `filters`; true when all passed. */
export async function test({ root, state, filters, full }: Options): Promise<boolean> {
  for (const directory of ['tmp', 'reports']) {
    await rm(join(state, directory), { recursive: true, force: true });
    await mkdir(join(state, directory));
  }
  const results = filters.length > 0 ? [await runFiltered()] : await runEverything();

  for (const { name, said } of results.filter(({ failed }) => failed > 0)) console.log(`\n── ${name} ──\n${said}`);
  console.log(`\n${results.map(line).join('\n')}\n\n${sum(results)}`);
  return results.every(({ failed }) => failed === 0);

  function runFiltered() {
    return runVitest(filters, { name: 'selected', root, state, full, workers: cores, minutes: 30 });
  }

  async function runEverything() {
    const [processor, waiting] = await Promise.all([runProcessorLane(), runLane('waiting', cores)]);
    return [...processor, ...waiting];
  }

  async function runProcessorLane() {
    const checked = await report(check(root));
    return [checked, ...(await runLane('processor', Math.max(1, cores - 1)))];
  }

  async function runLane(lane: Stage['lane'], workers: number) {
    const results: Result[] = [];
    for (const { stage, files } of filesOf(root, stages)) {
      const { name, minutes } = stage;
      if (stage.lane !== lane) continue;
      results.push(await report(runVitest(files, { name, root, state, full, workers, minutes })));
    }
    return results;
  }
}

const cores = availableParallelism();

async function report(running: Promise<Result>): Promise<Result> {
  const result = await running;
  console.log(line(result));
  return result;
}

/** Each check counts as one. */
async function check(root: string): Promise<Result> {
  const runs = await Promise.all(
    checks.map(async ({ name, command }) => ({ name, ...(await runBounded(command, root, checksMinutes)) })),
  );
  const failures = runs.filter(({ code }) => code !== 0);
  return {
    name: 'checks',
    minutes: checksMinutes,
    milliseconds: Math.max(...runs.map(({ milliseconds }) => milliseconds)),
    passed: runs.length - failures.length,
    failed: failures.length,
    skipped: 0,
    said: failures.map(({ name, said }) => `${name}:\n${said}`).join('\n'),
  };
}
