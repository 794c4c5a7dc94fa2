import { join } from 'node:path';
import type { Bar, Bench, Figure, Surroundings } from '../bench.ts';
import { familySeconds, runProgram } from '../processes.ts';
import { median, ratios } from '../statistics.ts';
import { cores } from './cores.ts';
import { inTurn } from './turns.ts';
import { type Candidate, openWays } from './ways.ts';

const mebibytes = 512;
const echoes = 500;

export const gatewayWebsocket: Bench = {
  name: 'gateway-websocket',
  title: `desktops beside websockify, notebooks beside configurable-http-proxy: ${mebibytes} MiB, and ${echoes} short answers`,
  rounds: 5,
  minutes: 4,
  run,
};

type Samples = Record<'rate' | 'cost' | 'busy' | 'echoes' | 'echo', number[]>;

async function run(surroundings: Surroundings) {
  const candidates = await openWays(surroundings, 1);
  const seen = new Map(
    candidates.map((one) => [one, { rate: [], cost: [], busy: [], echoes: [], echo: [] } as Samples]),
  );
  const of = (one: Candidate) => seen.get(one) as Samples;
  for (const one of candidates) await talk(one, { mebibytes: 32, echoes: 50 });
  for (let round = 0; round < surroundings.rounds; round++) {
    for (const one of inTurn(candidates, round)) {
      const { rate, cost, busy, took } = await talk(one, { mebibytes, echoes });
      of(one).rate.push(rate);
      of(one).echoes.push(...took);
      of(one).echo.push(median(took));
      if (one.pid === null) continue;
      of(one).cost.push(cost);
      of(one).busy.push(busy);
    }
  }
  const named = (kind: Candidate['kind'], name: string) =>
    of(candidates.find((one) => one.kind === kind && one.name === name) as Candidate);
  const beside = (kind: Candidate['kind'], other: string) => ({
    ours: named(kind, 'gateway'),
    theirs: named(kind, other),
    direct: named(kind, 'nothing between').echo,
  });
  return {
    figures: candidates.flatMap((one) => figuresOf(one, of(one))),
    bars: [
      ...barsOf('desktop', beside('desktop', 'websockify')),
      ...barsOf('notebook', beside('notebook', 'configurable-http-proxy')),
    ],
    notes: [
      'each proxy alone on one core; load and interface on the other; ratios are medians of the rounds, each within its round',
      'the bars are set against websockify; beside configurable-http-proxy the same ones are shown',
      'processor of websockify includes the process that it begins for each connection',
    ],
  };
}

function figuresOf({ name, kind }: Candidate, { rate, cost, busy, echoes: all }: Samples): Figure[] {
  const figures: Figure[] = [
    { name: `${kind}: ${name}`, unit: 'MB/s', samples: rate },
    { name: `${kind}: ${name}, a short answer`, unit: 'ms', samples: all },
  ];
  if (cost.length === 0) return figures;
  return [
    ...figures,
    { name: `${kind}: ${name}, processor`, unit: 's/GB', samples: cost },
    { name: `${kind}: ${name}, its core busy`, unit: '%', samples: busy },
  ];
}

type Beside = { ours: Samples; theirs: Samples; direct: number[] };

function barsOf(kind: string, { ours, theirs, direct }: Beside): Bar[] {
  const added = (echo: number[]) => echo.map((value, round) => value - (direct[round] as number));
  return [
    {
      what: `${kind}: MB/s, ours over theirs`,
      is: '≥',
      than: 1,
      unit: '×',
      measured: median(ratios(ours.rate, theirs.rate)),
    },
    {
      what: `${kind}: processor, ours over theirs`,
      is: '≤',
      than: 0.7,
      unit: '×',
      measured: median(ratios(ours.cost, theirs.cost)),
    },
    {
      what: `${kind}: added p50, beside theirs`,
      is: '<',
      than: median(added(theirs.echo)),
      unit: 'ms',
      measured: median(added(ours.echo)),
    },
  ];
}

async function talk({ pid, ways }: Candidate, wanted: { mebibytes: number; echoes: number }) {
  const spent = () => (pid === null ? 0 : familySeconds(pid));
  const file = join(import.meta.dirname, 'load/talk.ts');
  const before = spent();
  const said = await runProgram([process.execPath, file, JSON.stringify({ ...ways[0], ...wanted })], {
    core: cores.load,
  });
  const processor = spent() - before;
  const { megabytes, seconds, took }: { megabytes: number; seconds: number; took: number[] } = JSON.parse(said);
  return { rate: megabytes / seconds, cost: processor / (megabytes / 1000), busy: (processor / seconds) * 100, took };
}
