import { randomBytes } from 'node:crypto';
import { api } from '../../v1/api.ts';
import { refusalOf, successOf } from '../caller.ts';
import { demand, demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';

const group = 'facility';

const everywhere = factsOf(group, 'everywhere', {
  'it says who it is and what it offers, to everybody': async ({ nobody, first, machine }) => {
    const { id, capabilities } = await nobody.get(api.facility.get, undefined);
    for (const caller of [first, machine]) {
      const said = await caller.get(api.facility.get, undefined);
      demandEqual({ id: said.id, ...said.capabilities }, { id, ...capabilities }, 'what it says to who shows a token');
    }
  },

  'its time zone is one': async ({ facility: { timeZone } }) => {
    demand(isTimeZone(timeZone), 'a time zone of IANA', timeZone);
  },

  'an address that is not of the API is refused in the one shape': async ({ send }) => {
    for (const path of ['/v1/nowhere', '/v1', '/nowhere'])
      refusalOf(await send({ method: 'GET', path }), ['ROUTE_NOT_FOUND']);
    refusalOf(await send({ method: 'DELETE', path: '/v1/facility' }), ['ROUTE_NOT_FOUND']);
  },

  'a refusal names the trace of its caller, or one of its own': async ({ nobody }) => {
    const trace = randomBytes(16).toString('hex');
    const traceparent: [string, string] = ['traceparent', `00-${trace}-${randomBytes(8).toString('hex')}-01`];
    const traced = refusalOf(await nobody.ask(api.me.get, undefined, [traceparent]), ['UNAUTHENTICATED']);
    demandEqual(traced.traceId, trace, 'traceId');
    const [one, other] = [await nobody.refused(api.me.get, undefined, 'UNAUTHENTICATED'), traced];
    demand(one.traceId !== other.traceId && one.traceId !== '', 'a trace of its own', one.traceId);
  },

  'no answer is kept, sets a cookie, or opens it to the pages of a browser': async ({ nobody }) => {
    for (const operation of [api.facility.get, api.me.get]) {
      const { headers } = await nobody.ask(operation, undefined);
      const opening = Object.keys(headers).filter((name) => /^(access-control-.*|set-cookie)$/.test(name));
      demandEqual(opening, [], 'the headers of browsers');
      demand(/\bno-store\b/.test(headers['cache-control'] ?? ''), 'no-store', headers['cache-control'] ?? 'nothing');
    }
  },

  'a browser is refused, whatever it shows': async ({ first, nobody, send }) => {
    const sent: [string, string][] = [
      ['origin', 'https://portal.example'],
      ['origin', 'null'],
      ['sec-fetch-site', 'same-origin'],
      ['sec-fetch-site', 'none'],
    ];
    for (const header of sent) {
      refusalOf(await first.ask(api.me.get, undefined, [header]), ['REQUEST_FORBIDDEN']);
      refusalOf(await nobody.ask(api.facility.get, undefined, [header]), ['REQUEST_FORBIDDEN']);
    }
    const asking: [string, string][] = [
      ['origin', 'https://portal.example'],
      ['access-control-request-method', 'POST'],
    ];
    refusalOf(await send({ method: 'OPTIONS', path: '/v1/instances', headers: asking }), ['REQUEST_FORBIDDEN']);
  },

  'each person is one, whatever the name; a name is shown and no more': async ({
    first,
    callerWith,
    tokens,
    issuer,
  }) => {
    const { person } = await first.get(api.me.get, undefined);
    const renamed = callerWith(() => tokens.ofPerson(issuer.persons.first, { name: 'Another Name' }));
    demandEqual((await renamed.get(api.me.get, undefined)).person.id, person.id, 'the id of the same person');
    const twin = callerWith(() => tokens.ofPerson(issuer.persons.second, { name: issuer.persons.first.name }));
    const other = (await twin.get(api.me.get, undefined)).person.id;
    demand(other !== person.id, 'another id for another person of the same name', other);
  },
});

const compute = factsOf(group, 'compute', {
  'each plan is of an environment and a size that it lists': async ({ first }) => {
    const { environments } = await first.get(api.environments.list, undefined);
    const { flavours } = await first.get(api.flavours.list, undefined);
    const { plans } = await first.get(api.plans.list, { data: [] });
    for (const { id, environment, flavour } of plans) {
      demand(
        environments.some((one) => one.id === environment),
        `${id} to be of an environment that is listed`,
        environment,
      );
      demand(
        flavours.some((one) => one.id === flavour.id),
        `${id} to be of a flavour that is listed`,
        flavour.id,
      );
    }
  },

  'plans of one environment are listed alone': async ({ first, plan }) => {
    const all = (await first.get(api.plans.list, { data: [] })).plans;
    const { environment } = all.find(({ id }) => id === plan) ?? {};
    const some = (await first.get(api.plans.list, { environment, data: [] })).plans;
    const wanted = all.filter((one) => one.environment === environment).map(({ id }) => id);
    demandEqual(some.map(({ id }) => id).sort(), wanted.sort(), 'the plans of this environment');
  },

  'a plan says whom it is for, and who it is not for': async ({ first, second, third, plan }) => {
    const isOf = async (caller: typeof first) =>
      (await caller.get(api.plans.list, { data: [] })).plans.find(({ id }) => id === plan)?.availability.is;
    for (const caller of [first, second]) demand((await isOf(caller)) !== 'forbidden', 'the plan not to be forbidden');
    demandEqual(await isOf(third), 'forbidden', 'the plan, to the third person,');
  },
});

const withoutCompute = factsOf(group, 'no compute', {
  'without compute, environments, flavours and plans are empty': async ({ first }) => {
    demandEqual((await first.get(api.environments.list, undefined)).environments, [], 'environments');
    demandEqual((await first.get(api.flavours.list, undefined)).flavours, [], 'flavours');
    demandEqual((await first.get(api.plans.list, { data: [] })).plans, [], 'plans');
  },

  'without compute, a new instance is refused': async ({ first, request }) => {
    await first.refused(api.instances.create, request(), 'NOT_OFFERED');
  },

  'without compute, there are no instances': async ({ first }) => {
    const answer = await first.ask(api.instances.list, {});
    if (answer.status !== 501) demandEqual(successOf(api.instances.list, answer).instances, [], 'the list');
    else refusalOf(answer, ['NOT_OFFERED'], api.instances.list);
    const id = 'a123456789012345';
    await first.refused(api.instances.get, { id }, 'NOT_OFFERED', 'INSTANCE_NOT_FOUND');
    await first.refused(api.access.ticket, { instance: id, interface: 'web' }, 'NOT_OFFERED', 'INSTANCE_NOT_FOUND');
  },
});

const withoutCatalogue = factsOf(group, 'no catalogue', {
  'without a catalogue, what is asked about datasets is refused': async ({ first, nobody }) => {
    for (const caller of [first, nobody]) {
      await caller.refused(api.datasets.list, {}, 'NOT_OFFERED');
      await caller.refused(api.datasets.get, { pid: '10.5072/none' }, 'NOT_OFFERED');
    }
  },
});

export const facts: Fact[] = [...everywhere, ...compute, ...withoutCompute, ...withoutCatalogue];

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
