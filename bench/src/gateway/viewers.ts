import type { Bench, Surroundings } from '../bench.ts';
import { barsOf, type Crowd, figuresOf, gatherBy, ofKind } from './gathering.ts';
import { openWays } from './ways.ts';

const people = 30;
/** 64 KiB, ten times a second: a film in a window, without what a codec would spare. */
const crowd: Crowd = { talk: 'watch', connections: people, everyMs: 100, seconds: 5 };

export const gatewayViewers: Bench = {
  name: 'gateway-viewers',
  title: `${people} people who watch one desktop, each 640 KiB/s of it`,
  rounds: 3,
  minutes: 3,
  run,
};

async function run(surroundings: Surroundings) {
  const ways = await openWays(surroundings, people, 'viewer');
  const desktops = ways.filter(({ kind }) => kind === 'desktop');
  const seen = await gatherBy(desktops, crowd, surroundings.rounds);
  return {
    figures: [...seen].flatMap(([one, of]) => figuresOf(one, of)),
    bars: barsOf('desktop', ofKind(seen, 'desktop', 'gateway'), ofKind(seen, 'desktop', 'nothing between')),
    notes: [
      'each has a connection of their own to the desktop, of which the gateway lets through what a viewer may say and hear',
      'the bars are those of the crowd; how long a change took counts from when it was due to be asked for',
    ],
  };
}
