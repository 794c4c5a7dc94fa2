import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bench, Surroundings } from '../bench.ts';
import { callsTo } from '../facility/calls.ts';
import { startFacility } from '../facility/facility.ts';
import { quantile } from '../statistics.ts';
import { busy, each, people, writePast } from './past.ts';

const callsARound = 200;

export const lists: Bench = {
  name: 'lists',
  title: `my instances, where ${people} people have ${people * each} past ones`,
  rounds: 3,
  minutes: 8,
  run,
};

async function run(surroundings: Surroundings) {
  const { rounds, parts } = surroundings;
  const facility = await startFacility(surroundings);
  const calls = callsTo(facility.url);
  parts.defer(calls.close);
  const instance = await endOne();
  await writePast({ ...facility, instance });

  const first: number[] = [];
  const open: number[] = [];
  const ofBusy: number[] = [];
  const next: number[] = [];
  for (let call = 0; call < rounds * callsARound; call++) {
    const person = `past${randomInt(1, people + 1)}`;
    first.push((await list(person, '')).milliseconds);
    open.push((await list(person, '?over=exclude')).milliseconds);
    const page = await list(busy.subject, '');
    ofBusy.push(page.milliseconds);
    next.push((await list(busy.subject, `?after=${JSON.parse(page.body).next}`)).milliseconds);
  }
  return {
    figures: [
      { name: 'first page of 50', unit: 'ms', samples: first },
      { name: 'what is not over', unit: 'ms', samples: open },
      { name: `first page, of ${busy.instances} own`, unit: 'ms', samples: ofBusy },
      { name: `second page, of ${busy.instances} own`, unit: 'ms', samples: next },
    ],
    bars: [
      { what: 'first page, p95', is: '<' as const, than: 50, unit: 'ms', measured: quantile(first, 0.95) },
      { what: 'what is not over, p95', is: '<' as const, than: 50, unit: 'ms', measured: quantile(open, 0.95) },
      {
        what: `first page of ${busy.instances} own, p95`,
        is: '<' as const,
        than: 50,
        unit: 'ms',
        measured: quantile(ofBusy, 0.95),
      },
    ],
    notes: [
      'one call after the other, each by somebody drawn by lot, token and answer included',
      'past instances are copies of one that was really there, in instance and member; their events are not copied',
    ],
  };

  /** One that was asked for, became ready and was ended, by its owner. */
  async function endOne(): Promise<string> {
    const call = async (method: string, path: string, body?: object) => {
      const token = await facility.tokenFor(busy.subject);
      const answer = await calls.call({ method, path: `/v1/instances${path}`, token, key: randomUUID(), body });
      if (answer.status >= 300) throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.body}`);
      return JSON.parse(answer.body);
    };
    const { id } = await call('POST', '', { plan: 'nothing-small', name: 'Tidy Grebe' });
    while ((await call('GET', `/${id}`)).state !== 'ready') await delay(100);
    await call('DELETE', `/${id}`);
    while ((await call('GET', `/${id}`)).state !== 'ended') await delay(100);
    return id;
  }

  async function list(person: string, query: string) {
    const answer = await calls.call({
      method: 'GET',
      path: `/v1/instances${query}`,
      token: await facility.tokenFor(person),
    });
    if (answer.status !== 200) throw new Error(`a list was answered with ${answer.status}: ${answer.body}`);
    return answer;
  }
}
