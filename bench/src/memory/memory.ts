import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askDemo, startFederation } from '@atrium/e2e/testing/federation';
import type { Bench, Surroundings } from '../bench.ts';
import { nameProcesses } from '../names.ts';
import { familyOf, memoryOf } from '../processes.ts';
import { median } from '../statistics.ts';

const settleMs = 20_000;
const mebibyte = 2 ** 20;

export const memory: Bench = {
  name: 'memory',
  title: 'the demo with three facilities and no instance, proportional set size of each process',
  rounds: 3,
  minutes: 3,
  run,
};

async function run({ directory, cache, port, rounds, parts }: Surroundings) {
  const state = join(directory, 'demo');
  await mkdir(state);
  const demo = await startFederation({ state, cache, port });
  parts.defer(() => demo.end('SIGINT'));
  await delay(settleMs);

  const byName = new Map<string, number[]>();
  const sums: number[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round > 0) await delay(1000);
    const names = nameProcesses(await askDemo(state, 'status'));
    const now = new Map<string, number>();
    for (const pid of familyOf(demo.pid)) {
      const name = pid === demo.pid ? 'demo' : names(pid);
      const size = memoryOf(pid) / mebibyte;
      if (size > 0) now.set(name, (now.get(name) ?? 0) + size);
    }
    for (const [name, size] of now) byName.set(name, [...(byName.get(name) ?? []), size]);
    sums.push(now.values().reduce((sum, size) => sum + size, 0));
  }

  return {
    figures: [
      ...[...byName].map(([name, samples]) => ({ name, unit: 'MiB', samples })),
      { name: 'all of it', unit: 'MiB', samples: sums },
    ],
    bars: [{ what: 'memory of the demo', is: '<' as const, than: 1024, unit: 'MiB', measured: median(sums) }],
    notes: [`${settleMs / 1000} s after its start, nobody signed in`],
  };
}
