import { globSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import type { Stage } from './stages.ts';

const tests = '{checks,contract,server,connector,gateway,portal,web,demo,bench,cli,e2e}/**/*.test.ts';

/** Every test file of the checkout, each in the first stage with a pattern for it; of stages without any, nothing. */
export function filesOf(root: string, stages: Stage[]): { stage: Stage; files: string[] }[] {
  const files = globSync(tests, { cwd: root, exclude: (name) => name.includes('node_modules') }).sort();
  return stages
    .map((stage) => ({ stage, files: files.filter((file) => stageOf(file, stages) === stage) }))
    .filter((one) => one.files.length > 0);
}

function stageOf(file: string, stages: Stage[]): Stage | undefined {
  return stages.find((stage) => stage.files.some((pattern) => matchesGlob(file, pattern)));
}
