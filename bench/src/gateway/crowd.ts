import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Bar, Bench, Figure, Surroundings } from '../bench.ts';
import { familySeconds, runProgram } from '../processes.ts';
import { median, quantile } from '../statistics.ts';
import { cores } from './cores.ts';
import { inTurn } from './turns.ts';
import { type Candidate, openWays } from './ways.ts';

const connections = 300;
const people = 30;
/** 4 KB so often are 40 KB/s. */
const everyMs = 100;
const seconds = 5;

export const gatewayCrowd: Bench = {
  name: 'gateway-crowd',
  title: `${connections} connections at 40 KB/s each way`,
  rounds: 3,
  minutes: 5,
  run,
};

type Samples = Record<'took' | 'p99' | 'dropped' | 'overdue' | 'busy', number[]>;

async function run(surroundings: Surroundings) {
  const candidates = await openWays(surroundings, people);
  const seen = new Map(
    candidates.map((one) => [one, { took: [], p99: [], dropped: [], overdue: [], busy: [] } as Samples]),
  );
  const of = (one: Candidate) => seen.get(one) as Samples;
  for (let round = 0; round < surroundings.rounds; round++) {
    for (const one of inTurn(candidates, round)) {
      const { took, dropped, overdue, busy } = await gather(one);
      of(one).took.push(...took);
      of(one).p99.push(quantile(took, 0.99));
      of(one).dropped.push(dropped);
      of(one).overdue.push(overdue);
      if (one.pid !== null) of(one).busy.push(busy);
    }
  }
  const bars = (['desktop', 'notebook'] as const).flatMap((kind) => {
    const named = (name: string) => of(candidates.find((one) => one.kind === kind && one.name === name) as Candidate);
    return barsOf(kind, named('gateway'), named('nothing between'));
  });
  return {
    figures: candidates.flatMap((one) => figuresOf(one, of(one))),
    bars,
    notes: [
      'how long an answer took counts from when it was due to be asked for; the first second is not counted',
      'overdue: answers that had not come 5 s after the end; they are in no percentile',
      'load and interface share a core: what is slow with nothing between is slow there',
    ],
  };
}

function figuresOf({ name, kind }: Candidate, { took, dropped, overdue, busy }: Samples): Figure[] {
  return [
    { name: `${kind}: ${name}`, unit: 'ms', samples: took },
    { name: `${kind}: ${name}, connections dropped`, unit: '', samples: dropped },
    { name: `${kind}: ${name}, answers overdue`, unit: '', samples: overdue },
    ...(busy.length > 0 ? [{ name: `${kind}: ${name}, its core busy`, unit: '%', samples: busy }] : []),
  ];
}

function barsOf(kind: string, ours: Samples, direct: Samples): Bar[] {
  const added = ours.p99.map((value, round) => value - (direct.p99[round] as number));
  return [
    {
      what: `${kind}: connections dropped, in all`,
      is: '≤',
      than: 0,
      unit: '',
      measured: ours.dropped.reduce((sum, one) => sum + one, 0),
    },
    { what: `${kind}: p99 added`, is: '<', than: 10, unit: 'ms', measured: median(added) },
    { what: `${kind}: processor`, is: '<', than: 100, unit: '% of a core', measured: median(ours.busy) },
  ];
}

async function gather({ pid, ways }: Candidate) {
  const spent = () => (pid === null ? 0 : familySeconds(pid));
  const file = join(import.meta.dirname, 'load/crowd.ts');
  const asked = JSON.stringify({ ways, connections, everyMs, seconds });
  const before = spent();
  const began = performance.now();
  const said = await runProgram([process.execPath, file, asked], { core: cores.load });
  const busy = ((spent() - before) / ((performance.now() - began) / 1000)) * 100;
  const { took, dropped, unanswered }: { took: number[]; dropped: number; unanswered: number } = JSON.parse(said);
  return { took, dropped, overdue: unanswered, busy };
}
