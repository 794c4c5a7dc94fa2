import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Bench, Surroundings } from '../bench.ts';
import { callsTo } from '../facility/calls.ts';
import { startFacility } from '../facility/facility.ts';
import { familySeconds } from '../processes.ts';
import { median, quantile } from '../statistics.ts';
import { startHubOfNothing } from './nothing.ts';
import { probe } from './probe.ts';
import { watchReady } from './watch.ts';

const launchesARound = 1000;
const atOnce = 20;
/** JupyterHub gets fewer, for it needs longer. */
const itsBatchesARound = 10;

export const launches: Bench = {
  name: 'launches',
  title: `${launchesARound} launches on the engine that runs nothing, ${atOnce} at a time, beside JupyterHub`,
  rounds: 3,
  minutes: 6,
  run,
};

async function run(surroundings: Surroundings) {
  const facility = await startFacility(surroundings);
  const calls = callsTo(facility.url);
  surroundings.parts.defer(calls.close);
  const people = Array.from({ length: atOnce }, (_, index) => `person${index}`);
  const watch = await watchReady(calls, facility.tokenFor, people);
  surroundings.parts.defer(watch.close);

  const hub = await startHubOfNothing({ ...surroundings, port: surroundings.port + 10 }, people);
  const theirs: Awaited<ReturnType<typeof hub.round>>[] = [];
  const perSecond: number[] = [];
  const stored: number[] = [];
  const ready: number[] = [];
  const answered: number[] = [];
  const processor: number[] = [];
  for (let round = 0; round < surroundings.rounds; round++) {
    const tokens = await Promise.all(
      Array.from({ length: launchesARound }, (_, index) => facility.tokenFor(`person${index % atOnce}`)),
    );
    const probing = probe(calls, await facility.tokenFor('somebody else'));
    surroundings.parts.defer(probing.end);
    const before = familySeconds(facility.pid);
    const began = performance.now();
    const waiting: Promise<number>[] = [];
    for (let batch = 0; batch < launchesARound; batch += atOnce) {
      await Promise.all(tokens.slice(batch, batch + atOnce).map(launch));
    }
    ready.push(...(await Promise.all(waiting)));
    perSecond.push(launchesARound / ((performance.now() - began) / 1000));
    processor.push(((familySeconds(facility.pid) - before) * 1000) / launchesARound);
    answered.push(...(await probing.stop()));
    theirs.push(await hub.round(itsBatchesARound));

    async function launch(token: string): Promise<void> {
      const asked = performance.now();
      const body = { plan: 'nothing-small', name: 'Tidy Grebe' };
      const made = await calls.call({ method: 'POST', path: '/v1/instances', token, key: randomUUID(), body });
      if (made.status !== 201) throw new Error(`a launch was answered with ${made.status}: ${made.body}`);
      stored.push(made.milliseconds);
      waiting.push(watch.isReady(JSON.parse(made.body).id).then((at) => at - asked));
    }
  }

  const rate = median(perSecond);
  return {
    figures: [
      { name: 'launches, asked for to ready', unit: '/s', samples: perSecond },
      { name: 'connector and PostgreSQL', unit: 'ms/launch', samples: processor },
      { name: 'the answer to a launch', unit: 'ms', samples: stored },
      { name: 'asked for to ready', unit: 'ms', samples: ready },
      { name: 'other calls meanwhile', unit: 'ms', samples: answered },
      { name: 'JupyterHub 3.0, asked for to up', unit: '/s', samples: theirs.map((round) => round.perSecond) },
      { name: 'JupyterHub and its proxy', unit: 'ms/launch', samples: theirs.map((round) => round.processor) },
    ],
    bars: [
      { what: 'launches', is: '>' as const, than: 200, unit: '/s', measured: rate },
      {
        what: 'other calls meanwhile, p95',
        is: '<' as const,
        than: 100,
        unit: 'ms',
        measured: quantile(answered, 0.95),
      },
    ],
    notes: [
      `JupyterHub of Debian with its SQLite, a spawner that runs nothing and no limits, ${itsBatchesARound * atOnce} a round, in turns with ours; nobody calls it meanwhile`,
      'processor time of connector and PostgreSQL for each launch has that of the other calls in it',
      'a batch is asked for when the one before is answered; the clock stops when the last instance is ready',
      'who asks, and the event streams by which readiness is seen, share the cores with connector and PostgreSQL',
    ],
  };
}
