import type { Plan } from '@atrium/contract/v1/plans';
import type { Why } from '@atrium/contract/v1/values';
import type { Db } from '../database/tables.ts';
import type { Estimates } from '../instances/estimate.ts';
import { type Limit, type Quotas, sizeOf } from '../instances/quota.ts';
import type { Person } from '../people/callers.ts';
import { nobody } from '../people/facts.ts';
import { type RuledPlan, type Rules, whyNotFor } from '../people/rules.ts';
import type { Watched } from '../watched-file.ts';
import type { Capacity } from './capacity.ts';
import type { Environments, Offered } from './environments.ts';

export type Plans = ReturnType<typeof createPlans>;

/** A plan together with the environment that it launches, as both are now. */
export type ResolvedPlan = { plan: RuledPlan; environment: Offered | undefined };

type Parts = {
  db: Db;
  rules: Watched<Rules>;
  environments: Environments;
  capacity: Capacity;
  quotas: Pick<Quotas, 'limitsOf'>;
  estimates: Estimates;
  /** Without compute there are no plans, whatever the rules say. */
  hasCompute: boolean;
};

/** Shown before anything was ever started here. */
const unknownStartSeconds = 10;

const environmentMissing: Why = {
  code: 'ENVIRONMENT_UNAVAILABLE',
  message: 'This environment cannot be launched here at the moment.',
  until: null,
};
const accountMissing: Why = {
  code: 'ACCOUNT_MISSING',
  message: 'You have no account at this facility.',
  until: null,
};

/** Environment × flavour × rule: what can be launched here, by whom, and how soon. */
export function createPlans({ db, rules, environments, capacity, quotas, estimates, hasCompute }: Parts) {
  const ruled = () => (hasCompute ? rules.current().plans : []);
  const resolve = (plan: RuledPlan): ResolvedPlan => ({ plan, environment: environments.find(plan.environment) });

  function find(id: string): ResolvedPlan | undefined {
    const plan = ruled().find((one) => one.id === id);
    return plan && resolve(plan);
  }

  /** Why a plan is not for this person, whatever is free. */
  function whyNot({ plan, environment }: ResolvedPlan, person: Person | undefined): Why | undefined {
    if (!environment) return environmentMissing;
    if (environment.prepared.is === 'unavailable') return environment.prepared.why;
    const ruled = whyNotFor(plan, person?.facts ?? nobody);
    if (ruled) return ruled;
    return person && !person.account ? accountMissing : undefined;
  }

  async function list(person: Person | undefined, environment: string | undefined) {
    const all = ruled().map(resolve);
    const asked = all.filter(({ plan }) => environment === undefined || plan.environment === environment);
    const [limits, free, startOf] = await Promise.all([
      quotas.limitsOf(db, person),
      capacity(),
      estimates.of([...new Set(asked.map(({ plan }) => plan.environment))]),
    ]);
    const offered = asked.map((one): Plan => {
      const { id, environment, flavour, maxLifetimeSeconds, network } = one.plan;
      const startSeconds = startOf.get(environment)?.usualSeconds ?? unknownStartSeconds;
      const why = whyNot(one, person) ?? whyQuotaForbids(one.plan, limits);
      const isFull = passes(one.plan, limits, 'facility') || !fits(one.plan, free);
      const availability: Plan['availability'] = why
        ? { is: 'forbidden', why }
        : isFull
          ? { is: 'full', until: null }
          : { is: 'now', startSeconds };
      return { id, environment, flavour, maxLifetimeSeconds, network, availability };
    });
    return { plans: offered, coresLeft: coresLeftOf(limits) };
  }

  function flavours() {
    return hasCompute ? rules.current().flavours : [];
  }

  return { hasCompute, find, whyNot, list, flavours };
}

type Free = Awaited<ReturnType<Capacity>>;

function fits({ flavour }: RuledPlan, { cores, memoryBytes, reachable }: Free): boolean {
  const hasCores = cores === null || flavour.cores <= cores;
  const hasMemory = memoryBytes === null || flavour.memoryBytes <= memoryBytes;
  return reachable && hasCores && hasMemory;
}

function whyQuotaForbids(plan: RuledPlan, limits: Limit[]): Why | undefined {
  const own = passes(plan, limits, 'person');
  if (!own && !passes(plan, limits, 'group')) return undefined;
  const whose = own ? 'you' : 'your group';
  const message = `This passes what ${whose} may have at once at this facility.`;
  return { code: 'INSTANCE_QUOTA_EXCEEDED', message, until: null };
}

/** Whether one more of this plan would pass a limit of this level. */
function passes({ flavour }: RuledPlan, limits: Limit[], level: string): boolean {
  const size = sizeOf(flavour);
  return limits.some(
    (limit) =>
      limit.level === level && limit.max !== null && limit.used + limit.held + size[limit.resource] > limit.max,
  );
}

function coresLeftOf(limits: Limit[]): number | null {
  const left = limits.flatMap(({ resource, max, used, held }) =>
    resource === 'cores' && max !== null ? [max - used - held] : [],
  );
  return left.length === 0 ? null : Math.max(0, Math.min(...left));
}
