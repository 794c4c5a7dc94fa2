import type { UsageRecord, UsageTotals } from '@atrium/contract/v1/usage';
import { sql } from 'kysely';
import type { Db } from '../database/tables.ts';

type Period = { from: Date; until: Date };
type Totals = Omit<UsageTotals, 'from' | 'until'>;

/** What the instances of a person were allotted while they ran. What runs, runs until `now`. */
export async function totalsOf(db: Db, personId: string, { from, until }: Period, now: Date): Promise<Totals> {
  const { rows } = await sql<Totals>`
    WITH run AS (
      SELECT instance_id, cores, memory_bytes, gpus, at AS begins, coalesce((
        SELECT min(closing.at) FROM usage_record AS closing
        WHERE closing.instance_id = started.instance_id AND closing.position > started.position
          AND closing.type IN ('stopped', 'ended', 'failed')
      ), ${now}) AS ends
      FROM usage_record AS started
      WHERE person_id = ${personId} AND type = 'started' AND at < ${until}
    ), part AS (
      SELECT *, extract(epoch FROM least(ends, ${until}) - greatest(begins, ${from}))::float8 AS seconds
      FROM run WHERE ends > ${from}
    )
    SELECT count(DISTINCT instance_id) AS instances,
           coalesce(sum(seconds), 0) AS running_seconds,
           coalesce(sum(seconds * cores), 0) AS core_seconds,
           coalesce(sum(seconds * gpus), 0) AS gpu_seconds,
           coalesce(sum(seconds * memory_bytes), 0) AS memory_byte_seconds
    FROM part`.execute(db);
  return rows[0] as Totals;
}

/** A person's own, oldest first; `after`: the position of the last one seen. */
export async function recordsOf(db: Db, personId: string, { after = 0, limit }: { after?: number; limit: number }) {
  const rows = await db
    .selectFrom('usageRecord')
    .innerJoin('instance', 'instance.id', 'usageRecord.instanceId')
    .selectAll('usageRecord')
    .select('instance.name')
    .where('personId', '=', personId)
    .where('usageRecord.position', '>', after)
    .orderBy('usageRecord.position')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  const records = page.map(({ id, at, type, instanceId, name, cores, memoryBytes, gpus, diskBytes }): UsageRecord => {
    const resources = { cores, memoryBytes, gpus, diskBytes };
    return { id, at: at.toISOString(), type, instance: { id: instanceId, name }, resources };
  });
  return { records, next: rows.length > limit ? String(page.at(-1)?.position) : null };
}
