import {
  accountMissing,
  datasetForbidden,
  endBeyondRule,
  notOffered,
  planForbidden,
  planUnknown,
} from '@atrium/contract/errors';
import type { createRequest } from '@atrium/contract/v1/instances';
import type { Role } from '@atrium/contract/v1/values';
import type * as z from 'zod';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { RunSpec } from '../engines/engine.ts';
import { digestOf, type Offered } from '../environments/environments.ts';
import type { Plans, ResolvedPlan } from '../environments/plans.ts';
import type { Person } from '../people/callers.ts';
import type { Facts } from '../people/facts.ts';
import { type Account, whyNotFor } from '../people/rules.ts';
import type { Instance } from './instance.ts';

export type Admission = ReturnType<typeof createAdmission>;
/** A person as the rules see one: also one who does not call at this moment. */
export type Judged = { facts: Facts; account: Account | undefined };

type Request = z.output<typeof createRequest>;
type Parts = { plans: Plans; catalogue: Catalogue; kind: string; clock: () => Date };

/** What the facility's rules, as they are now, say to an instance. */
export function createAdmission({ plans, catalogue, kind, clock }: Parts) {
  /**
   * What was asked for, whole and unchangeable, and its first end.
   * @throws NOT_OFFERED, PLAN_UNKNOWN, ACCOUNT_MISSING, PLAN_FORBIDDEN, DATASET_NOT_FOUND, DATASET_FORBIDDEN, END_BEYOND_RULE
   */
  async function resolve(person: Person, request: Request, instance: string) {
    if (!plans.hasCompute) throw notOffered();
    const asked = plans.find(request.plan);
    if (!asked) throw planUnknown({ plan: request.plan });
    if (!person.account) throw accountMissing();
    const why = plans.whyNot(asked, person);
    if (why) throw planForbidden({ plan: request.plan, why });
    const data = await catalogue.mounts(request.data, person.facts);
    const endsAt = endOf(asked, request.lifetimeSeconds);
    return { spec: specOf(asked, { instance, name: request.name, data, account: person.account.name }), endsAt };
  }

  function endOf({ plan }: ResolvedPlan, lifetimeSeconds = plan.maxLifetimeSeconds): Date {
    const after = (seconds: number) => new Date(clock().getTime() + seconds * 1000);
    if (lifetimeSeconds <= plan.maxLifetimeSeconds) return after(lifetimeSeconds);
    throw endBeyondRule({ latest: after(plan.maxLifetimeSeconds).toISOString() });
  }

  type Of = Pick<RunSpec, 'instance' | 'name' | 'data' | 'account'>;

  function specOf({ plan, environment }: ResolvedPlan, of: Of): RunSpec {
    const { flavour, network } = plan;
    const { cores, memoryBytes, gpus, diskBytes } = flavour;
    const runs = partOf(environment as Offered);
    return { ...of, environment: runs, flavour: flavour.id, cores, memoryBytes, gpus, diskBytes, network };
  }

  function partOf(offered: Offered): RunSpec['environment'] {
    const { id, title: name, version, interfaces, parts } = offered.file;
    return { id, name, version, digest: digestOf(offered) ?? '', interfaces, part: parts[kind] };
  }

  /**
   * May this person have it started again? It needs all that a new one needs, but for the environment, which is kept.
   * @throws NOT_OFFERED, ACCOUNT_MISSING, PLAN_FORBIDDEN, DATASET_FORBIDDEN
   */
  function demandStart(person: Judged, instance: Instance): void {
    if (!plans.hasCompute) throw notOffered();
    demandUse(person, instance);
    const { plan: id, spec } = instance;
    const withdrawn = { code: 'RULE', message: 'The facility does not offer this any more.', until: null };
    if (!plans.find(id)) throw planForbidden({ plan: id, why: withdrawn });
    const missing = spec.data.find(({ pid }) => !catalogue.find(pid));
    if (missing) throw datasetForbidden({ pid: missing.pid });
  }

  /**
   * May this person go on using what runs? What the facility has withdrawn for everybody is left to its end; what its
   * rules deny to this person is closed.
   * @throws ACCOUNT_MISSING, PLAN_FORBIDDEN, DATASET_FORBIDDEN
   */
  function demandUse({ facts, account }: Judged, { plan: id, spec }: Instance): void {
    if (!account) throw accountMissing();
    const plan = plans.find(id)?.plan;
    const why = plan && whyNotFor(plan, facts);
    if (why) throw planForbidden({ plan: id, why });
    for (const { pid } of spec.data) if (catalogue.find(pid)) catalogue.demand(pid, facts);
  }

  /**
   * May this person have a part in what runs? The owner as one uses it; others as the owner lets them, while the owner
   * may, and who acts with the owner's account must have one here too.
   * @throws ACCOUNT_MISSING, PLAN_FORBIDDEN, DATASET_FORBIDDEN
   */
  function demandPart(person: Judged, owner: Judged, role: Role, instance: Instance): void {
    demandUse(owner, instance);
    if (role === 'collaborator' && !person.account) throw accountMissing();
  }

  /** The furthest end that the plan of this instance allows now; null: it is offered no more. */
  function furthestEnd({ plan: id, endsAt }: Instance): Date | null {
    const plan = plans.find(id)?.plan;
    if (!plan) return null;
    return new Date(Math.max(endsAt.getTime(), clock().getTime() + plan.maxLifetimeSeconds * 1000));
  }

  return { resolve, demandStart, demandUse, demandPart, furthestEnd };
}
