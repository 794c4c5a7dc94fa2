import type { Bench, Surroundings } from '../bench.ts';
import { barsOf, type Crowd, figuresOf, gatherBy, ofKind } from './gathering.ts';
import { openWays } from './ways.ts';

const people = 30;
/** 4 KB so often are 40 KB/s. */
const crowd: Crowd = { talk: 'long', connections: 300, everyMs: 100, seconds: 5 };

export const gatewayCrowd: Bench = {
  name: 'gateway-crowd',
  title: `${crowd.connections} connections at 40 KB/s each way`,
  rounds: 3,
  minutes: 5,
  run,
};

async function run(surroundings: Surroundings) {
  const candidates = await openWays(surroundings, people);
  const seen = await gatherBy(candidates, crowd, surroundings.rounds);
  const bars = (['desktop', 'notebook'] as const).flatMap((kind) =>
    barsOf(kind, ofKind(seen, kind, 'gateway'), ofKind(seen, kind, 'nothing between')),
  );
  return {
    figures: [...seen].flatMap(([one, of]) => figuresOf(one, of)),
    bars,
    notes: [
      'how long an answer took counts from when it was due to be asked for; the first second is not counted',
      'overdue: answers that had not come 5 s after the end; they are in no percentile',
      'load and interface share a core: what is slow with nothing between is slow there',
    ],
  };
}
