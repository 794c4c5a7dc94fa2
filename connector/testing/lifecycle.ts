import { mintId } from '@atrium/server/ids';
import { silent } from '@atrium/server/testing/database';
import { onTestFinished } from 'vitest';
import { createCatalogue } from '../src/catalogue/catalogue.ts';
import { parseDatasets } from '../src/catalogue/dataset.ts';
import type { Config } from '../src/config.ts';
import type { Db } from '../src/database/tables.ts';
import { createNullEngine } from '../src/engines/null/null.ts';
import { createCapacity } from '../src/environments/capacity.ts';
import { openEnvironments } from '../src/environments/environments.ts';
import { createPlans } from '../src/environments/plans.ts';
import { createAdmission } from '../src/instances/admission.ts';
import { createEstimates } from '../src/instances/estimate.ts';
import { createLifecycle } from '../src/instances/lifecycle.ts';
import { createPresenter } from '../src/instances/presenter.ts';
import { createQuotas } from '../src/instances/quota.ts';
import type { Person } from '../src/people/callers.ts';
import { nobody } from '../src/people/facts.ts';
import { createJudge } from '../src/people/judge.ts';
import { recognise } from '../src/people/people.ts';
import { parseProposals } from '../src/people/proposals.ts';
import { parseRules } from '../src/people/rules.ts';
import { openWatchedFile } from '../src/watched-file.ts';

/** The life of instances without the connector around it: no reconciler runs but the test's own. */
export async function createTestLifecycle(config: Config, db: Db, clock: () => Date) {
  const log = silent;
  const rules = await openWatchedFile(config.rules, parseRules, log);
  const proposals = await openWatchedFile(config.proposals, parseProposals, log);
  const datasets = await openWatchedFile(config.datasets, parseDatasets, log);
  const engine = await createNullEngine(config.stateDirectory);
  const environments = await openEnvironments({ directory: config.environments, engine, log, clock });
  onTestFinished(async () => {
    for (const part of [rules, proposals, datasets, environments]) await part.close();
    await engine.close?.();
  });
  const judge = createJudge({ rules, proposals });
  const catalogue = createCatalogue({ facility: 'lumen', file: config.datasets, datasets, judge, clock });
  const capacity = createCapacity({ engine, clock, log });
  const quotas = createQuotas({ registered: config.limits, rules: () => rules.current().limits, judge, clock });
  const estimates = createEstimates({ db });
  const plans = createPlans({ db, rules, environments, capacity, quotas, estimates, hasCompute: true });
  const admission = createAdmission({ plans, catalogue, kind: engine.kind, clock });
  const presenter = createPresenter({ admission, estimates });
  const { abilities } = engine;
  const lifecycle = createLifecycle({ db, abilities, admission, presenter, quotas, clock, mintId, at: () => {} });
  return { lifecycle, person: await somebody(db, clock) };
}

async function somebody(db: Db, clock: () => Date): Promise<Person> {
  const who = { idp: 'https://login.test', sub: 'anna', name: 'Anna', sid: 'login', iat: clock().getTime() / 1000 };
  const claims = { org: undefined, entitlements: [], affiliation: [], assurance: [] };
  const { id, name } = await recognise(db, { ...who, ...claims }, mintId);
  const account = { name: `u${id}`, provedBy: 'everybody' as const };
  const facts = { ...nobody, person: { idp: who.idp, sub: who.sub } };
  return { kind: 'person', id, name, facts, account, login: 'login', loginEnds: new Date(8.64e15), tokenFrom: clock() };
}
