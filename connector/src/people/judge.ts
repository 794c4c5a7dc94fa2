import type { Db, Tx } from '../database/tables.ts';
import type { Watched } from '../watched-file.ts';
import { type Claims, type Facts, trustedEntitlements } from './facts.ts';
import { type Proposal, proposalsOf } from './proposals.ts';
import { accountOf, type Rules, rightsOf } from './rules.ts';

export type KnownPerson = { id: string; issuer: string; subject: string; facts: Claims };
export type Judge = ReturnType<typeof createJudge>;

/** Applies the facility's rules, as they are at this moment, to what is claimed of a person. */
export function createJudge({ rules, proposals }: { rules: Watched<Rules>; proposals: Watched<Proposal[]> }) {
  function factsOf(person: NonNullable<Facts['person']>, claims: Claims): Facts {
    const { affiliations, assurance } = claims;
    const entitlements = trustedEntitlements(claims, rules.current().trust);
    const known = { person, entitlements, affiliations, assurance };
    return { ...known, proposals: proposalsOf(proposals.current(), known).map(({ id }) => id) };
  }

  /** A person who does not call, by what the newest token has said. */
  function judged({ id, issuer: idp, subject: sub, facts: claims }: KnownPerson) {
    const facts = factsOf({ idp, sub }, claims);
    return { facts, account: accountOf(rules.current(), facts, id) };
  }

  /** The same, of the connector's own row. */
  async function known(db: Db | Tx, personId: string) {
    const row = await db
      .selectFrom('person')
      .select(['id', 'issuer', 'subject', 'facts'])
      .where('id', '=', personId)
      .executeTakeFirstOrThrow();
    return judged(row);
  }

  return {
    factsOf,
    judged,
    known,
    accountOf: (facts: Facts, personId: string) => accountOf(rules.current(), facts, personId),
    rightsOf: (facts: Facts) => rightsOf(rules.current(), facts),
    proposal: (id: string) => proposals.current().find((one) => one.id === id),
  };
}
