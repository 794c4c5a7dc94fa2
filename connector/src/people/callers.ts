import { scopeInsufficient, unauthenticated } from '@atrium/contract/errors';
import { api } from '@atrium/contract/v1/api';
import { implement } from '@orpc/server';
import type { Facts } from './facts.ts';
import type { Account } from './rules.ts';

export type Person = {
  kind: 'person';
  /** The connector's own id of the person. */
  id: string;
  name: string;
  facts: Facts;
  account: Account | undefined;
  /** The opaque id of the login at the portal that speaks here, and its absolute end. */
  login: string;
  loginEnds: Date;
  /** When the portal signed the token. */
  tokenFrom: Date;
};
export type Caller = { kind: 'nobody' } | { kind: 'machine'; clientId: string } | Person;

/** What every handler knows about its call. A stream ends when the token does. */
export type Call = { caller: Caller; traceId: string; tokenEnds: Date };

/** Routes that are open to everybody: whoever calls without a token sees what is public. */
export const forEverybody = implement(api).$context<Call>();

/** Routes of one person. The check comes before the input is looked at. */
export const forPerson = forEverybody.use(({ context, next }) => next({ context: { person: demandPerson(context) } }));

/** Routes of the portal itself. */
export const forMachine = forEverybody.use(({ context, next }) => {
  if (context.caller.kind === 'nobody') throw unauthenticated();
  if (context.caller.kind !== 'machine') throw scopeInsufficient();
  return next();
});

function demandPerson({ caller }: Call): Person {
  if (caller.kind === 'nobody') throw unauthenticated();
  if (caller.kind !== 'person') throw scopeInsufficient();
  return caller;
}
