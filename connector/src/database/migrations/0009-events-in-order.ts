import { type Kysely, sql } from 'kysely';

/** What has happened here since a moment ago, of whichever instance. */
export const eventsInOrder0009 = {
  async up(db: Kysely<unknown>) {
    await sql`CREATE INDEX event_in_order ON event (xid, position)`.execute(db);
  },
};
