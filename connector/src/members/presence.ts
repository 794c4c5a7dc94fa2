import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Db } from '../database/tables.ts';
import { every } from '../every.ts';
import type { Lifecycle } from '../instances/lifecycle.ts';

const everyMs = 2_000;
/** Away is who has had no connection open for so long. */
const awayAfterSeconds = 60;

type Parts = { db: Db; lifecycle: Pick<Lifecycle, 'change'>; log: Logger };
type Seen = { id: string; ownerPresent: boolean; driver: string | null; wasDriver: string | null };

/**
 * Notices, from what gateways report, that an owner has come or gone while others have a part in the instance, and that
 * whoever had keyboard and pointer is here no more. Any number of connectors may do so over one database.
 */
async function notice(db: Db, lifecycle: Parts['lifecycle']): Promise<void> {
  // Who was here before the clock was moved back is here as from now, and not for as long as it was moved.
  await sql`UPDATE access_grant SET connected_at = now(), reported_at = now() WHERE connected_at > now()`.execute(db);
  for (const { id, ownerPresent, driver, wasDriver } of await changed(db)) {
    const by = { actor: { kind: 'connector' }, traceId: null } as const;
    // Whoever has taken keyboard and pointer in the meantime keeps them: the next look sees that person.
    await lifecycle.change(by, 'notice', id, (instance) =>
      instance.driver === wasDriver ? { ...instance, ownerPresent, driver } : { ...instance, ownerPresent },
    );
  }
}

/** How each instance should be now, of those that are otherwise. Only what is, or may be, in use is looked at. */
async function changed(db: Db): Promise<Seen[]> {
  const isHere = (person: string) => sql`EXISTS (
    SELECT FROM access_grant
    WHERE access_grant.instance_id = candidate.id AND access_grant.person_id = ${sql.raw(person)}
      AND connected_at > now() - make_interval(secs => ${awayAfterSeconds})
  )`;
  const { rows } = await sql<Seen>`
    WITH candidate AS (
      SELECT id FROM instance WHERE owner_present OR driver IS NOT NULL
      UNION
      SELECT instance_id FROM access_grant JOIN member USING (instance_id, person_id)
      WHERE connected_at > now() - make_interval(secs => ${awayAfterSeconds}) AND member.role = 'owner'
        AND EXISTS (SELECT FROM member AS other WHERE other.instance_id = access_grant.instance_id AND other.role <> 'owner')
    ), seen AS (
      SELECT instance.id, instance.owner_present AS was_present, instance.driver AS was_driver,
             ${isHere('owner.person_id')} AS owner_present,
             CASE WHEN ${isHere('instance.driver')} THEN instance.driver END AS driver
      FROM candidate
      JOIN instance ON instance.id = candidate.id
      JOIN member AS owner ON owner.instance_id = instance.id AND owner.role = 'owner'
    )
    SELECT id, owner_present, driver, was_driver FROM seen
    WHERE was_present <> owner_present OR was_driver IS DISTINCT FROM driver
    ORDER BY id LIMIT 200`.execute(db);
  return rows;
}

export function startNoticing({ db, lifecycle, log }: Parts) {
  return every(everyMs, () => notice(db, lifecycle), log, 'who is here could not be noticed');
}
