import { type Kysely, sql } from 'kysely';

export const access0002 = {
  async up(db: Kysely<unknown>) {
    await sql`
      CREATE TABLE interface_host (
        label text COLLATE "C" PRIMARY KEY,
        instance_id text COLLATE "C" NOT NULL REFERENCES instance,
        interface text NOT NULL,
        UNIQUE (instance_id, interface)
      );

      CREATE TABLE ticket (
        hash text COLLATE "C" PRIMARY KEY,
        label text COLLATE "C" NOT NULL REFERENCES interface_host,
        person_id text COLLATE "C" NOT NULL REFERENCES person,
        login text COLLATE "C" NOT NULL,
        login_ends_at timestamptz NOT NULL,
        language text NOT NULL,
        colour_scheme text NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      );
      CREATE INDEX ticket_of_person ON ticket (person_id, label);
      CREATE INDEX ticket_of_login ON ticket (login);
      CREATE INDEX ticket_over ON ticket (expires_at);

      CREATE TABLE access_grant (
        id text COLLATE "C" PRIMARY KEY,
        label text COLLATE "C" NOT NULL REFERENCES interface_host,
        instance_id text COLLATE "C" NOT NULL REFERENCES instance,
        interface text NOT NULL,
        person_id text COLLATE "C" NOT NULL REFERENCES person,
        login text COLLATE "C" NOT NULL,
        cookie_hash text COLLATE "C" NOT NULL,
        language text NOT NULL,
        colour_scheme text NOT NULL,
        began_at timestamptz NOT NULL,
        login_ends_at timestamptz NOT NULL,
        ended_at timestamptz,
        end_reason text,
        connections integer NOT NULL DEFAULT 0,
        bytes_to_person bigint NOT NULL DEFAULT 0,
        bytes_from_person bigint NOT NULL DEFAULT 0,
        last_input_at timestamptz,
        reported_at timestamptz
      );
      CREATE UNIQUE INDEX grant_of_cookie ON access_grant (label, cookie_hash) WHERE ended_at IS NULL;
      CREATE INDEX grant_of_instance ON access_grant (instance_id);
      CREATE INDEX grant_of_person ON access_grant (person_id) WHERE ended_at IS NULL;
      CREATE INDEX grant_of_login ON access_grant (login) WHERE ended_at IS NULL;
      CREATE INDEX grant_with_input ON access_grant (last_input_at);

      CREATE TABLE access_change (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        at timestamptz NOT NULL,
        kind text NOT NULL,
        grant_id text COLLATE "C" REFERENCES access_grant,
        instance_id text COLLATE "C" REFERENCES instance,
        reason text
      );
      CREATE INDEX access_change_in_order ON access_change (xid, position);
      CREATE INDEX access_change_over ON access_change (at);

      CREATE TABLE ended_login (
        login text COLLATE "C" PRIMARY KEY,
        at timestamptz NOT NULL
      );

      CREATE TABLE picture (
        instance_id text COLLATE "C" PRIMARY KEY REFERENCES instance,
        taken_at timestamptz NOT NULL,
        jpeg bytea NOT NULL,
        etag text NOT NULL
      );
    `.execute(db);
  },
};
