import { type Kysely, sql } from 'kysely';

/** What somebody may have is said by configuration and rules at each moment; stored is only what is taken. */
export const limitsAreRules0006 = {
  async up(db: Kysely<unknown>) {
    await sql`ALTER TABLE quota DROP max`.execute(db);
  },
};
