import { type Kysely, sql } from 'kysely';

export const portal0001 = {
  async up(db: Kysely<unknown>) {
    await sql`
      CREATE TABLE attempt (
        id text COLLATE "C" PRIMARY KEY,
        state_hash text NOT NULL UNIQUE,
        cookie_hash text NOT NULL,
        issuer_id text NOT NULL,
        nonce text NOT NULL,
        verifier text NOT NULL,
        return_to text NOT NULL,
        began_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      );
      CREATE INDEX attempt_began ON attempt (began_at);

      CREATE TABLE person (
        issuer text COLLATE "C" NOT NULL,
        subject text COLLATE "C" NOT NULL,
        language text,
        colour_scheme text NOT NULL DEFAULT 'auto',
        PRIMARY KEY (issuer, subject)
      );

      CREATE TABLE login (
        id text COLLATE "C" PRIMARY KEY,
        cookie_hash text NOT NULL UNIQUE,
        issuer_id text NOT NULL,
        issuer text COLLATE "C" NOT NULL,
        subject text COLLATE "C" NOT NULL,
        subject_from text NOT NULL,
        issuer_subject text COLLATE "C" NOT NULL,
        issuer_session text COLLATE "C",
        name text NOT NULL,
        organisation text,
        claims jsonb NOT NULL,
        ignored jsonb NOT NULL,
        trusted jsonb NOT NULL,
        acr text,
        auth_time timestamptz,
        browser text NOT NULL,
        began_at timestamptz NOT NULL,
        last_used_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        earlier text[] NOT NULL,
        opened text[] NOT NULL DEFAULT '{}',
        refresh_token text,
        id_token text,
        refresh_due_at timestamptz,
        refresh_leased_until timestamptz
      );
      CREATE INDEX login_of_person ON login (issuer, subject);
      CREATE INDEX login_at_issuer ON login (issuer, issuer_subject);
      CREATE INDEX login_of_session ON login (issuer, issuer_session);
      CREATE INDEX login_earlier ON login USING gin (earlier);
      CREATE INDEX login_last_used ON login (last_used_at);
      CREATE INDEX login_refresh_due ON login (refresh_due_at) WHERE refresh_due_at IS NOT NULL;

      CREATE TABLE ending (
        login text COLLATE "C" NOT NULL,
        facility text COLLATE "C" NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL,
        give_up_at timestamptz NOT NULL,
        PRIMARY KEY (login, facility)
      );
      CREATE INDEX ending_due ON ending (next_at);

      CREATE TABLE burnt_logout_token (
        issuer text COLLATE "C" NOT NULL,
        jti text COLLATE "C" NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (issuer, jti)
      );

      CREATE TABLE last_answer (
        issuer text COLLATE "C" NOT NULL,
        subject text COLLATE "C" NOT NULL,
        facility text COLLATE "C" NOT NULL,
        list text COLLATE "C" NOT NULL,
        answer jsonb NOT NULL,
        observed_at timestamptz NOT NULL,
        PRIMARY KEY (issuer, subject, facility, list)
      );
      CREATE INDEX last_answer_observed ON last_answer (observed_at);

      CREATE TABLE facility_state (
        id text COLLATE "C" PRIMARY KEY,
        description jsonb,
        silent_since timestamptz
      );
    `.execute(db);
  },
};
