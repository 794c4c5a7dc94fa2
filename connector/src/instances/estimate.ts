import { sql } from 'kysely';
import type { Db, Tx } from '../database/tables.ts';
import type { Instance, Surroundings } from './instance.ts';

type Estimate = NonNullable<Surroundings['estimate']>;

/** So many of the latest starts count: an engine that was slow a month ago may be quick now. */
const lookedAt = 50;

/** For so long an estimate is as it was: each list and each launch shows one. */
const keptMs = 1_000;

export type Estimates = ReturnType<typeof createEstimates>;

/** From asking to ready, by environment, from past starts. An environment that never started has no entry. */
export function createEstimates({ db }: { db: Db }) {
  const kept = new Map<string, { estimate: Estimate; until: number }>();

  async function of(environments: string[]): Promise<Map<string, Estimate>> {
    const now = performance.now();
    const stale = environments.filter((one) => (kept.get(one)?.until ?? 0) <= now);
    const asked = stale.length > 0 ? await ask(db, stale) : [];
    for (const [one, estimate] of asked) kept.set(one, { estimate, until: now + keptMs });
    return new Map(
      environments.flatMap((one) => {
        const known = kept.get(one);
        return known ? [[one, known.estimate]] : [];
      }),
    );
  }

  return { of };
}

async function ask(db: Db, environments: string[]): Promise<Map<string, Estimate>> {
  const { rows } = await sql<{ environment: string; usual: number; slowest: number }>`
    SELECT environment, percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS usual,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY seconds) AS slowest
    FROM unnest(${environments}::text[]) AS asked (environment), LATERAL (
      SELECT seconds FROM successful_start
      WHERE successful_start.environment = asked.environment ORDER BY ready_at DESC LIMIT ${lookedAt}
    ) AS latest
    GROUP BY environment`.execute(db);
  return new Map(
    rows.map(({ environment, usual, slowest }) => [environment, { usualSeconds: usual, slowestSeconds: slowest }]),
  );
}

/** Remembers how long this start took. */
export async function rememberStart(tx: Tx, { id, run, spec, startedAt, readyAt }: Instance): Promise<void> {
  if (!startedAt || !readyAt) return;
  // The clock may have been moved back in between.
  const seconds = Math.max(0, readyAt.getTime() - startedAt.getTime()) / 1000;
  await tx
    .insertInto('successfulStart')
    .values({ instanceId: id, run, environment: spec.environment.id, readyAt, seconds })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
