import { api } from '../../v1/api.ts';
import type { InstanceEvent } from '../../v1/events.ts';
import { states } from '../../v1/instances.ts';
import { demand, demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';

const { instances } = api;
/** Clocks differ, and requests take their time. */
const tolerance = 60_000;

export const facts: Fact[] = factsOf('life', 'compute', {
  'a new instance is what was asked for': async ({ first, create, plan, issuer }) => {
    const made = await create(first, { name: 'quiet heron' });
    demandEqual([made.name, made.plan, made.role], ['quiet heron', plan, 'owner'], 'name, plan and role');
    demandEqual(made.owner.name, issuer.persons.first.name, 'its owner');
    demandEqual((await first.get(api.me.get, undefined)).person.id, made.owner.id, 'the id of who owns it');
    const again = await first.get(instances.get, { id: made.id });
    demandEqual([again.id, again.name, again.createdAt], [made.id, made.name, made.createdAt], 'it, read again,');
    const { instances: all } = await first.get(instances.list, { limit: 1 });
    demandEqual(all[0]?.id, made.id, 'the newest of the list');
  },

  'two requests make two instances': async ({ first, create }) => {
    const [one, other] = [await create(first), await create(first)];
    demand(one.id !== other.id, 'another id', other.id);
  },

  'it becomes ready, with an interface that is': async ({ first, ready }) => {
    const { startedAt, readyAt, interfaces } = await ready(first);
    demand(startedAt !== null && readyAt !== null && readyAt >= startedAt, 'readyAt after startedAt', {
      startedAt,
      readyAt,
    });
    demand(
      interfaces.some(({ state }) => state === 'ready'),
      'an interface that is ready',
      interfaces,
    );
  },

  'it ends when it was asked to, or when its plan does': async ({ first, create, plan }) => {
    const { endsAt, createdAt } = await create(first, { lifetimeSeconds: 3600 });
    demandNear(endsAt, Date.parse(createdAt) + 3_600_000, 'endsAt');
    const unset = await create(first);
    const longest = await longestOf(first, plan);
    demandNear(unset.endsAt, Date.parse(unset.createdAt) + longest * 1000, 'endsAt, where no lifetime was asked for,');
  },

  'an end beyond the rule of its plan is refused, with the furthest': async ({ first, request, plan }) => {
    const longest = await longestOf(first, plan);
    const lifetimeSeconds = Math.ceil(longest) + 3600;
    if (lifetimeSeconds > 366 * 86_400) return;
    const { data } = await first.refused(instances.create, request({ lifetimeSeconds }), 'END_BEYOND_RULE');
    demandNear((data as { latest: string }).latest, Date.now() + longest * 1000, 'data.latest');
  },

  'a name can be changed, and is kept': async ({ first, create }) => {
    const { id } = await create(first);
    demandEqual((await first.get(instances.rename, { id, name: 'grey heron' })).name, 'grey heron', 'the new name');
    demandEqual((await first.get(instances.get, { id })).name, 'grey heron', 'the name, read again,');
  },

  'it is stopped, is stopped again, and starts anew': async ({ first, ready, until }) => {
    const { id, endsAt } = await ready(first);
    await first.refused(instances.start, { id }, 'STATE_FORBIDS');
    for (let times = 0; times < 2; times++) {
      const { state } = await first.get(instances.stop, { id });
      demand(['stopping', 'stopped'].includes(state), 'stopping or stopped', state);
    }
    demand((await until(first, id, 'stopped')).endsAt <= endsAt, 'an end that no stop has moved');
    demandEqual((await first.get(instances.stop, { id })).state, 'stopped', 'its state, stopped once more,');
    await first.get(instances.start, { id });
    await first.refused(instances.start, { id }, 'STATE_FORBIDS');
    await until(first, id, 'ready');
  },

  'an interface can be restarted, and one that is not there cannot': async ({ first, ready, until }) => {
    const { id, interfaces } = await ready(first);
    const [name = ''] = interfaces.map((one) => one.name);
    await first.refused(instances.restart, { id, interface: 'no-such-interface' }, 'INTERFACE_UNKNOWN', 'NOT_OFFERED');
    await first.get(instances.restart, { id, interface: name });
    await until(first, id, 'ready');
  },

  'its end is moved sooner, later within the rule, and never beyond': async ({ first, create }) => {
    const { id, endsAt, extendableTo } = await create(first);
    const sooner = new Date(Date.now() + 1_800_000).toISOString();
    demandNear((await first.get(instances.extend, { id, endsAt: sooner })).endsAt, Date.parse(sooner), 'endsAt');
    const latest = extendableTo ?? endsAt;
    const beyond = new Date(Date.parse(latest) + 86_400_000).toISOString();
    await first.refused(instances.extend, { id, endsAt: beyond }, 'END_BEYOND_RULE');
    const { extendableTo: now } = await first.get(instances.get, { id });
    if (now === null) return;
    demandNear(
      (await first.get(instances.extend, { id, endsAt: now })).endsAt,
      Date.parse(now),
      'endsAt at its furthest',
    );
  },

  'it is ended, is ended again, and stays readable': async ({ first, create, until }) => {
    const { id } = await create(first);
    for (let times = 0; times < 2; times++) {
      const { state } = await first.get(instances.delete, { id });
      demand(['ending', 'ended'].includes(state), 'ending or ended', state);
    }
    await until(first, id, 'ended');
    demandEqual((await first.get(instances.delete, { id })).state, 'ended', 'its state, ended once more,');
    await first.refused(instances.start, { id }, 'STATE_FORBIDS');
    await first.refused(instances.stop, { id }, 'STATE_FORBIDS');
    await first.refused(
      instances.extend,
      { id, endsAt: new Date(Date.now() + 600_000).toISOString() },
      'STATE_FORBIDS',
    );
  },

  'what has ended is listed, unless it is left out': async ({ first, create, end }) => {
    const [{ id: over }, { id: live }] = [await create(first), await create(first)];
    await end(first, over);
    const idsOf = async (which: 'include' | 'exclude') =>
      (await first.get(instances.list, { over: which, limit: 100 })).instances.map(({ id }) => id);
    const [all, rest] = [await idsOf('include'), await idsOf('exclude')];
    demand(all.includes(over) && all.includes(live), 'both in the whole list');
    demand(!rest.includes(over) && rest.includes(live), 'the one that lives alone, where what is over is left out');
  },

  'its log has no more lines of a source than were asked for': async ({ first, shared }) => {
    const { id } = await shared();
    const { lines } = await first.get(instances.log, { id, lines: 1 });
    const sources = lines.map(({ source }) => source);
    demandEqual(sources, [...new Set(sources)], 'one line of each source');
  },

  'its states go along the arrows, each with its event': async ({ first, ready, until, logOf }) => {
    const { id } = await ready(first);
    await first.get(instances.delete, { id });
    await until(first, id, 'ended');
    const all = await logOf(first, id, 'ended');
    demandArrows(all);
    demandEqual(
      all.map(({ seq }) => seq),
      all.map((_, at) => at + 1),
      'the numbers of its events',
    );
    for (const state of ['ready', 'ending', 'ended']) {
      demand(
        all.some((one) => one.state === state),
        `an event at which it is ${state}`,
      );
    }
  },
});

/** The phases before `ready` come in their order, if at all. */
function demandArrows(all: InstanceEvent[]): void {
  const phases = ['requested', 'queued', 'staging', 'starting', 'ready'];
  const next: Record<string, string[]> = {
    stopping: ['stopped', 'ending', 'failed'],
    stopped: ['requested', 'ending', 'failed'],
    ending: ['ended', 'failed'],
    ended: [],
    failed: [],
  };
  for (const phase of phases) {
    next[phase] = [...phases.slice(phases.indexOf(phase) + 1), 'stopping', 'ending', 'failed'];
  }
  let before: string | undefined;
  for (const { state } of all) {
    demand((states as readonly string[]).includes(state), 'a state of the contract', state);
    const isNext = before === undefined || before === state || next[before]?.includes(state);
    demand(isNext === true, `a state that can follow ${before}`, state);
    before = state;
  }
}

async function longestOf(first: Parameters<Fact['check']>[0]['first'], plan: string): Promise<number> {
  const { plans } = await first.get(api.plans.list, { data: [] });
  return plans.find(({ id }) => id === plan)?.maxLifetimeSeconds ?? 0;
}

function demandNear(time: string, wanted: number, what: string): void {
  demand(Math.abs(Date.parse(time) - wanted) < tolerance, `${what} about ${new Date(wanted).toISOString()}`, time);
}
