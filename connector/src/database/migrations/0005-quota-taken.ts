import { type Kysely, sql } from 'kysely';

/**
 * What is taken of a quota is one number: that something of it is used, and no longer only promised, changes nothing for
 * anybody else, and need not wait for the row that all launches of a facility share.
 */
export const quotaTaken0005 = {
  async up(db: Kysely<unknown>) {
    await sql`
      ALTER TABLE quota ADD taken bigint NOT NULL DEFAULT 0 CHECK (taken >= 0);
      UPDATE quota SET taken = used + held;
      ALTER TABLE quota DROP used, DROP held;
      CREATE INDEX reservation_held ON reservation (quota_id) WHERE state = 'held';
    `.execute(db);
  },
};
