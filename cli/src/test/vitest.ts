import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { runBounded } from './bounded.ts';
import type { Result } from './table.ts';

const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.unknown()) })),
});

type Run = { name: string; root: string; state: string; full: boolean; workers: number; minutes: number };

/** Runs test files, or those whose path holds a filter, and counts. A file that cannot be loaded is a failure too. */
export async function runVitest(files: string[], { name, root, state, full, workers, minutes }: Run): Promise<Result> {
  const written = join(state, 'reports', `${name.replaceAll(' ', '-')}.json`);
  const command = ['vitest', 'run', '--configLoader', 'native', '--mode', full ? 'full' : 'test'];
  const reports = ['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${written}`, '--no-color'];
  const where = ['--fsModuleCachePath', join(state, 'vitest'), '--maxWorkers', String(workers)];
  const { code, said, milliseconds } = await runBounded([...command, ...reports, ...where, ...files], root, minutes);
  const counted = count(written);
  const failed = counted.failed === 0 && code !== 0 ? 1 : counted.failed;
  return { name, minutes, milliseconds, ...counted, failed, said: failed > 0 ? said : '' };
}

/** What a run that was cut short did not write counts as nothing here; its exit code tells. */
function count(written: string): { passed: number; failed: number; skipped: number } {
  let text: string;
  try {
    text = readFileSync(written, 'utf8');
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report.parse(JSON.parse(text));
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.length,
  );
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length, skipped: numPendingTests + numTodoTests };
}
