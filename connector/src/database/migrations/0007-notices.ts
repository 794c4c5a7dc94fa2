import { type Kysely, sql } from 'kysely';

/** When the end of an instance is said next, and when it was said first. */
export const notices0007 = {
  async up(db: Kysely<unknown>) {
    await sql`
      ALTER TABLE instance ADD notice_at timestamptz, ADD noticed_at timestamptz;
      UPDATE instance SET notice_at = ends_at - least(interval '48 hours', (ends_at - created_at) / 4)
      WHERE state NOT IN ('ending', 'ended', 'failed');
      CREATE INDEX instance_end ON instance (ends_at) WHERE state NOT IN ('ending', 'ended', 'failed');
      CREATE INDEX instance_notice ON instance (notice_at)
      WHERE notice_at IS NOT NULL AND state NOT IN ('ending', 'ended', 'failed');
    `.execute(db);
  },
};
