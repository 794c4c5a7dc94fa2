import { api } from '../../v1/api.ts';
import { reasonCodes, states } from '../../v1/instances.ts';
import { demand, demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';

const { instances, members, events } = api;
const group = 'schema';

/** Each answer is held to its schema wherever it is asked for; here, each of those that read is asked for once. */
const everywhere = factsOf(group, 'everywhere', {
  'facility.get answers what the contract says': async ({ nobody }) =>
    void (await nobody.get(api.facility.get, undefined)),
  'me.get answers what the contract says': async ({ first, third }) => {
    for (const caller of [first, third]) await caller.get(api.me.get, undefined);
  },
  'environments.list answers what the contract says, to everybody': async ({ nobody, first }) => {
    for (const caller of [nobody, first]) await caller.get(api.environments.list, undefined);
  },
  'flavours.list answers what the contract says, to everybody': async ({ nobody, first }) => {
    for (const caller of [nobody, first]) await caller.get(api.flavours.list, undefined);
  },
  'plans.list answers what the contract says, to everybody': async ({ nobody, first, third }) => {
    for (const caller of [nobody, first, third]) {
      const { data } = await caller.get(api.plans.list, { data: [] });
      demandEqual(data, { is: 'none' }, 'data, where none is named,');
    }
  },
  'a refusal has the one shape': async ({ nobody, first }) => {
    await nobody.refused(api.me.get, undefined, 'UNAUTHENTICATED');
    await first.refused(api.access.logins, { since: new Date().toISOString() }, 'SCOPE_INSUFFICIENT');
  },
});

const compute = factsOf(group, 'compute', {
  'instances.get answers what the contract says': async ({ first, shared }) => {
    const { id } = await shared();
    const { state, reason, interfaces } = await first.get(instances.get, { id });
    demandKnown(state, states, 'a state of the contract');
    if (reason) demandKnown(reason.code, reasonCodes, 'a reason of the contract');
    for (const one of interfaces) {
      demandKnown(one.state, ['waiting', 'starting', 'ready', 'down'], 'a state of an interface');
      demandKnown(one.kind, ['desktop', 'notebook', 'web', 'terminal'], 'a kind of interface');
    }
  },
  'instances.list answers what the contract says': async ({ first, shared }) => {
    await shared();
    const { instances: all } = await first.get(instances.list, { limit: 100 });
    for (const { state } of all) demandKnown(state, states, 'a state of the contract');
  },
  'members.list answers what the contract says': async ({ first, shared }) => {
    await first.get(members.list, { instance: (await shared()).id });
  },
  'events.list answers what the contract says': async ({ first, shared }) => {
    const { events: log } = await first.get(events.list, { instance: (await shared()).id });
    for (const { state } of log) demandKnown(state, states, 'a state of the contract');
  },
  'instances.log answers what the contract says': async ({ first, shared }) => {
    await first.get(instances.log, { id: (await shared()).id });
  },
  'every plan names what the contract says': async ({ first }) => {
    const { plans } = await first.get(api.plans.list, { data: [] });
    demandEqual(new Set(plans.map(({ id }) => id)).size, plans.length, 'the number of names of plans');
    for (const { network } of plans) demandKnown(network, ['none', 'open'], 'a network of the contract');
  },
  'an instance without a picture says so': async ({ first, shared }) => {
    const { id } = await shared();
    const { pictureAt } = await first.get(instances.get, { id });
    if (pictureAt === null) await first.refused(instances.picture, { id }, 'PICTURE_NOT_FOUND');
  },
});

const catalogue = factsOf(group, 'catalogue', {
  'datasets.list answers what the contract says, to everybody': async ({ nobody, first }) => {
    for (const caller of [nobody, first]) {
      const { datasets } = await caller.get(api.datasets.list, { limit: 100 });
      for (const { access } of datasets)
        demandKnown(access, ['public', 'team', 'forbidden'], 'an access of the contract');
    }
  },
});

export const facts: Fact[] = [...everywhere, ...compute, ...catalogue];

function demandKnown(value: string, known: readonly string[], what: string): void {
  demand(known.includes(value), what, value);
}
