import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openTestDatabase } from '@atrium/server/testing/database';
import { type RawBuilder, sql } from 'kysely';
import { expect } from 'vitest';
import type { Db, Tables } from '../src/database/tables.ts';
import type { testConfig } from './facility.ts';

type Config = Awaited<ReturnType<typeof testConfig>>;

/**
 * What holds once all has come to rest, whatever was killed and when: one run or none for each instance and none without
 * one, quotas that are what is reserved and reservations that are what the states say, logs without a gap, keys whose
 * answer is true, and no way in that the state or the members do not allow. Asks the database alone, and no code that it
 * judges.
 */
export async function expectSound(config: Config): Promise<void> {
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const instances = await db.selectFrom('instance').selectAll().orderBy('id').execute();
  const isOver = (state: string) => state === 'ended' || state === 'failed';
  for (const { state } of instances) expect(['ready', 'stopped', 'ended', 'failed']).toContain(state);

  const running = instances.filter(({ state }) => state === 'ready');
  const keys = running.map(({ id, run }) => `${config.facility.tag}-${id}-${run}`);
  expect(runsOf(config), 'at the engine').toEqual(keys.sort());
  const watched = instances.filter(({ nextAt }) => nextAt !== null).map(({ id }) => id);
  expect(watched, 'looked at again').toEqual(running.map(({ id }) => id));

  const held = instances.flatMap(({ id, state, spec }) => {
    if (isOver(state)) return [];
    const whole = { instances: 1, cores: spec.cores, memoryBytes: spec.memoryBytes };
    const kept = state === 'stopped' ? { instances: 1 } : whole;
    return Object.entries(kept).flatMap(([resource, amount]) =>
      ['facility', 'person'].map((level) => `${id} ${level} ${resource} ${amount} used`),
    );
  });
  const reserved = await db
    .selectFrom('reservation')
    .innerJoin('quota', 'quota.id', 'quotaId')
    .select(['instanceId', 'level', 'resource', 'amount', 'reservation.state'])
    .execute();
  const found = reserved.map(({ instanceId, level, resource, amount, state }) =>
    [instanceId, level, resource, amount, state].join(' '),
  );
  expect(found.sort(), 'what is reserved').toEqual(held.sort());
  for (const [what, offenders] of Object.entries(never)) expect(await rowsOf(db, offenders), what).toEqual([]);
}

/** The null engine's runs. What it had begun to write is none, and not there either. */
export function runsOf({ stateDirectory }: Pick<Config, 'stateDirectory'>): string[] {
  const runs = join(stateDirectory, 'null-engine/runs');
  return existsSync(runs) ? readdirSync(runs).sort() : [];
}

async function rowsOf(db: Db, offenders: RawBuilder<unknown>): Promise<unknown[]> {
  return (await offenders.execute(db)).rows;
}

const never = {
  'a quota that is not the sum of its reservations': sql`
    SELECT quota.*, coalesce(sum(amount), 0) AS reserved FROM quota LEFT JOIN reservation ON quota_id = quota.id
    GROUP BY quota.id HAVING taken <> coalesce(sum(amount), 0)`,
  'a log that does not count its events, or ends in another state than the instance': sql`
    SELECT instance.id, instance.seq, instance.state, log.* FROM instance LEFT JOIN LATERAL (
      SELECT array_agg(event.seq ORDER BY xid, position) AS seqs,
             (array_agg(event.state ORDER BY xid, position))[count(*)] AS state
      FROM event WHERE instance_id = instance.id
    ) AS log ON true
    WHERE seqs IS DISTINCT FROM ARRAY(SELECT generate_series(1, instance.seq)) OR log.state <> instance.state`,
  'a change that the audit does not know, or knows twice': sql`
    SELECT instance.id FROM instance
    WHERE (SELECT count(*) FROM audit WHERE subject = instance.id) <>
          (SELECT count(DISTINCT xid) FROM event WHERE instance_id = instance.id)`,
  'a ledger that ends in another state than the instance, or counts something twice': sql`
    SELECT instance.id, state, log.* FROM instance LEFT JOIN LATERAL (
      SELECT array_agg(type ORDER BY position) AS types FROM usage_record
      WHERE instance_id = instance.id AND type <> 'opened'
    ) AS log ON true
    WHERE types[1] IS DISTINCT FROM 'requested'
       OR types[cardinality(types)] <> CASE state WHEN 'ready' THEN 'started' ELSE state END
       OR EXISTS (SELECT FROM generate_subscripts(types, 1) AS at WHERE types[at] = types[at + 1])`,
  'a key whose instance is not there, or somebody else’s': sql`
    SELECT key FROM answered_request WHERE operation = 'instances.create' AND NOT EXISTS (
      SELECT FROM member WHERE instance_id = answer ->> 'id' AND role = 'owner' AND person_id = answered_request.person_id
    )`,
  'an instance that no key, or more than one, was answered with': sql`
    SELECT id FROM instance WHERE 1 <> (
      SELECT count(*) FROM answered_request WHERE operation = 'instances.create' AND answer ->> 'id' = instance.id
    )`,
  'an instance without its owner, or without a host for each interface': sql`
    SELECT id FROM instance
    WHERE 1 <> (SELECT count(*) FROM member WHERE instance_id = instance.id AND role = 'owner')
       OR jsonb_array_length(spec -> 'environment' -> 'interfaces') <>
          (SELECT count(*) FROM interface_host WHERE instance_id = instance.id)`,
  'a member who was not invited, or an invitation that let in nobody': sql`
    SELECT instance_id, person_id FROM member WHERE role <> 'owner'
    EXCEPT SELECT instance_id, answered_by FROM invitation WHERE answer = 'accepted'
    UNION ALL
    SELECT instance_id, answered_by FROM invitation WHERE answer = 'accepted'
    EXCEPT SELECT instance_id, about_person FROM event WHERE action = 'join'`,
  'a grant of somebody without a part in it, or of what is over': sql`
    SELECT access_grant.id FROM access_grant JOIN instance ON instance.id = instance_id
    WHERE ended_at IS NULL AND (state IN ('ended', 'failed') OR NOT EXISTS (
      SELECT FROM member WHERE member.instance_id = instance.id AND member.person_id = access_grant.person_id
    ))`,
};
