import type { Exchange } from './exchange.ts';
import { NotOffered } from './expectation.ts';
import type { Fact } from './fact.ts';
import { facts as access } from './facts/access.ts';
import { facts as datasets } from './facts/datasets.ts';
import { facts as events } from './facts/events.ts';
import { facts as facility } from './facts/facility.ts';
import { facts as gateway } from './facts/gateway.ts';
import { facts as idempotency } from './facts/idempotency.ts';
import { facts as life } from './facts/life.ts';
import { facts as members } from './facts/members.ts';
import { facts as paging } from './facts/paging.ts';
import { facts as refusals } from './facts/refusals.ts';
import { facts as schema } from './facts/schema.ts';
import { facts as tokens } from './facts/tokens.ts';
import { facts as usage } from './facts/usage.ts';
import { createRun, type Run, type Settings } from './run.ts';

/** In the order in which they are asked. */
export const facts: Fact[] = [
  ...[...facility, ...schema, ...tokens, ...refusals, ...idempotency],
  ...[...life, ...paging, ...events, ...members, ...access, ...gateway, ...usage, ...datasets],
];
export const groups = [...new Set(facts.map(({ group }) => group))];

/** `not offered`: the facility says that it does not do this, where the contract lets it. */
export type Result = {
  group: string;
  name: string;
  outcome: 'passed' | 'failed' | 'not offered';
  seconds: number;
  /** What failed, and the requests of the fact with their answers, the last of which is not as it should be. */
  why?: string;
  exchanges?: Exchange[];
};

type Options = { only?: (fact: Fact) => boolean; onResult?: (result: Result) => void };

/**
 * Holds a running connector to the contract, fact by fact.
 * @throws Error when it cannot begin: no connector there, a good token refused, no plan to start
 */
export async function runSuite(settings: Settings, { only = () => true, onResult = () => {} }: Options = {}) {
  const run = await createRun(settings);
  await run.clear();
  const results: Result[] = [];
  for (const fact of facts.filter((one) => isAsked(one, run) && only(one))) {
    const result = await resultOf(fact, run);
    results.push(result);
    onResult(result);
  }
  await run.clear();
  return results;
}

function isAsked({ where }: Fact, { facility: { capabilities }, gatewayKey }: Run): boolean {
  const { compute, catalogue } = capabilities;
  const declared = { compute, catalogue, 'no compute': !compute, 'no catalogue': !catalogue };
  const asked = { ...declared, everywhere: true, gateway: compute && gatewayKey !== undefined };
  return asked[where];
}

async function resultOf(fact: Fact, run: Run): Promise<Result> {
  const { group, name } = fact;
  const began = performance.now();
  const result = (outcome: Result['outcome'], more: Partial<Result> = {}): Result => {
    return { group, name, outcome, seconds: (performance.now() - began) / 1000, ...more };
  };
  run.said();
  try {
    await fact.check(run);
    await run.tidy();
    return result('passed');
  } catch (error) {
    if (error instanceof NotOffered) return result('not offered', { why: error.message });
    const why = error instanceof Error ? error.message : String(error);
    const failed = result('failed', { why, exchanges: run.said().slice(-3) });
    await run.tidy().catch(() => {});
    return failed;
  }
}
