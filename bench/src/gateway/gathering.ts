import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Bar, Figure } from '../bench.ts';
import { familySeconds, runProgram } from '../processes.ts';
import { median, quantile } from '../statistics.ts';
import { cores } from './cores.ts';
import { inTurn } from './turns.ts';
import type { Candidate } from './ways.ts';

/** How many at once, what each of them says, and how often. */
export type Crowd = { talk: 'long' | 'watch'; connections: number; everyMs: number; seconds: number };
/** What was seen of one way, round by round. */
export type Seen = Record<'took' | 'p99' | 'dropped' | 'overdue' | 'busy', number[]>;

/** The same crowd by each way, in turns. */
export async function gatherBy(candidates: Candidate[], crowd: Crowd, rounds: number): Promise<Map<Candidate, Seen>> {
  const seen = new Map(
    candidates.map((one) => [one, { took: [], p99: [], dropped: [], overdue: [], busy: [] } as Seen]),
  );
  for (let round = 0; round < rounds; round++) {
    for (const one of inTurn(candidates, round)) {
      const of = seen.get(one) as Seen;
      const { took, dropped, overdue, busy } = await gather(one, crowd);
      of.took.push(...took);
      of.p99.push(quantile(took, 0.99));
      of.dropped.push(dropped);
      of.overdue.push(overdue);
      if (one.pid !== null) of.busy.push(busy);
    }
  }
  return seen;
}

/** What was seen of an interface of this kind by the way of that name. */
export function ofKind(seen: Map<Candidate, Seen>, kind: Candidate['kind'], name: string): Seen {
  const [, of] = [...seen].find(([one]) => one.kind === kind && one.name === name) ?? [];
  if (!of) throw new Error(`there is no way ${name} to a ${kind}`);
  return of;
}

export function figuresOf({ name, kind }: Candidate, { took, dropped, overdue, busy }: Seen): Figure[] {
  return [
    { name: `${kind}: ${name}`, unit: 'ms', samples: took },
    { name: `${kind}: ${name}, connections dropped`, unit: '', samples: dropped },
    { name: `${kind}: ${name}, answers overdue`, unit: '', samples: overdue },
    ...(busy.length > 0 ? [{ name: `${kind}: ${name}, its core busy`, unit: '%', samples: busy }] : []),
  ];
}

export function barsOf(kind: string, ours: Seen, direct: Seen): Bar[] {
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

async function gather({ pid, ways }: Candidate, crowd: Crowd) {
  const spent = () => (pid === null ? 0 : familySeconds(pid));
  const file = join(import.meta.dirname, 'load/crowd.ts');
  const before = spent();
  const began = performance.now();
  const said = await runProgram([process.execPath, file, JSON.stringify({ ways, ...crowd })], { core: cores.load });
  const busy = ((spent() - before) / ((performance.now() - began) / 1000)) * 100;
  const { took, dropped, unanswered }: { took: number[]; dropped: number; unanswered: number } = JSON.parse(said);
  return { took, dropped, overdue: unanswered, busy };
}
