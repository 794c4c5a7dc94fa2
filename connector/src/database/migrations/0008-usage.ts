import { type Kysely, sql } from 'kysely';

/** The ledger of what was used. Never edited, only added to. What was there before began when it was ready. */
export const usage0008 = {
  async up(db: Kysely<unknown>) {
    await sql`
      CREATE TABLE usage_record (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id text COLLATE "C" NOT NULL UNIQUE,
        at timestamptz NOT NULL,
        type text NOT NULL,
        instance_id text COLLATE "C" NOT NULL REFERENCES instance,
        person_id text COLLATE "C" NOT NULL REFERENCES person,
        cores double precision NOT NULL,
        memory_bytes bigint NOT NULL,
        gpus double precision NOT NULL,
        disk_bytes bigint
      );
      CREATE INDEX usage_record_of_person ON usage_record (person_id, position);
      CREATE INDEX usage_record_end ON usage_record (instance_id, position) WHERE type IN ('stopped', 'ended', 'failed');

      INSERT INTO usage_record (id, at, type, instance_id, person_id, cores, memory_bytes, gpus, disk_bytes)
      SELECT instance.id || '.' || instance.seq, ready_at, 'started', instance.id, member.person_id,
             (spec ->> 'cores')::float8, (spec ->> 'memoryBytes')::bigint, (spec ->> 'gpus')::float8,
             (spec ->> 'diskBytes')::bigint
      FROM instance JOIN member ON member.instance_id = instance.id AND member.role = 'owner'
      WHERE ready_at IS NOT NULL AND state NOT IN ('stopped', 'ended', 'failed');
    `.execute(db);
  },
};
