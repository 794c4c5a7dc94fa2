import { type Kysely, sql } from 'kysely';

export const pictureNews0003 = {
  async up(db: Kysely<unknown>) {
    await sql`
      ALTER TABLE picture ADD xid xid8 NOT NULL DEFAULT pg_current_xact_id();
      CREATE INDEX picture_in_order ON picture (xid);
    `.execute(db);
  },
};
