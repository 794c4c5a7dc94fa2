import { type Kysely, sql } from 'kysely';

export const members0004 = {
  async up(db: Kysely<unknown>) {
    await sql`
      ALTER TABLE instance
        ADD COLUMN away text NOT NULL DEFAULT 'close',
        ADD COLUMN owner_present boolean NOT NULL DEFAULT false,
        ADD COLUMN driver text COLLATE "C" REFERENCES person;
      CREATE INDEX instance_in_company ON instance (id) WHERE owner_present OR driver IS NOT NULL;

      ALTER TABLE member ADD COLUMN since timestamptz NOT NULL DEFAULT now();

      CREATE TABLE invitation (
        id text COLLATE "C" PRIMARY KEY,
        instance_id text COLLATE "C" NOT NULL REFERENCES instance,
        role text NOT NULL,
        note text NOT NULL,
        code_hash text COLLATE "C" NOT NULL UNIQUE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        answered_at timestamptz,
        answered_by text COLLATE "C" REFERENCES person,
        answer text CHECK (answer IN ('accepted', 'declined', 'revoked'))
      );
      CREATE INDEX invitation_of_instance ON invitation (instance_id, created_at);
      CREATE INDEX invitation_over ON invitation (expires_at);

      -- Whom it is about, who may have no part in the instance any more, and shall hear of that.
      ALTER TABLE event ADD COLUMN about_person text COLLATE "C" REFERENCES person;
      CREATE INDEX event_about_person ON event (about_person, xid, position) WHERE about_person IS NOT NULL;

      ALTER TABLE access_grant ADD COLUMN connected_at timestamptz;
      CREATE INDEX grant_connected ON access_grant (connected_at);
    `.execute(db);
  },
};
