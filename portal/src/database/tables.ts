import type { FacilityDescription } from '@atrium/contract/v1/facility';
import { type Generated, type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Login } from '../account/login.ts';
import type { Attempt } from '../signin/attempts.ts';

/** A store takes the handle that it is given, and so works inside a transaction and outside of one. */
export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** The columns of the migrations, as Kysely must know them. */
export type Tables = {
  attempt: Attempt;
  person: { issuer: string; subject: string; language: string | null; colourScheme: Generated<string> };
  login: Omit<Login, 'opened'> & { opened: Generated<string[]> };
  ending: { login: string; facility: string; attempts: Generated<number>; nextAt: Date; giveUpAt: Date };
  burntLogoutToken: { issuer: string; jti: string; expiresAt: Date };
  lastAnswer: {
    issuer: string;
    subject: string;
    facility: string;
    list: string;
    answer: unknown;
    observedAt: Date;
  };
  facilityState: { id: string; description: FacilityDescription | null; silentSince: Date | null };
};

/**
 * A value for a jsonb column: the driver would write an array as one of PostgreSQL's own. What others sent may hold what
 * jsonb cannot, NUL and halves of characters; in their place stands the sign for "not readable".
 */
export function json<Value>(value: Value): RawBuilder<Value> {
  const text = JSON.stringify(value).replace(/\\(?:\\|u0000|ud[89a-f][0-9a-f]{2})/g, (found) =>
    found === '\\\\' ? found : '\ufffd',
  );
  return sql<Value>`${text}::jsonb`;
}
