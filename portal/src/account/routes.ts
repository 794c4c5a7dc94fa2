import { loginNotFound } from '@atrium/contract/errors';
import type { Logger } from 'pino';
import type { Db } from '../database/tables.ts';
import type { Facilities } from '../facilities/facilities.ts';
import { claimsFor } from '../federation/token-claims.ts';
import { type PortalRoutes, signedIn } from '../portal-call.ts';
import { federationRolesOf, type RoleRule } from '../signin/rights.ts';
import { isAlive, type Login } from './login.ts';
import type { Logins } from './logins.ts';
import { prefer, preferencesOf } from './preferences.ts';

type Parts = {
  routes: PortalRoutes;
  db: Db;
  logins: Logins;
  facilities: Pick<Facilities, 'all'>;
  federationRoles: RoleRule[];
  clock: () => Date;
  log: Logger;
};

export function createAccountRoutes({ routes, db, logins, facilities, federationRoles, clock, log }: Parts) {
  const { account } = routes;

  return account.router({
    me: account.me.handler(async ({ context }) => {
      const login = signedIn(context);
      const { name, organisation, endsAt } = login;
      return {
        name,
        organisation,
        preferences: await preferencesOf(db, login),
        loginEndsAt: endsAt.toISOString(),
        federationRoles: federationRolesOf(login, federationRoles, log),
      };
    }),

    get: account.get.handler(async ({ context }) => {
      const login = signedIn(context);
      const { issuer, subject, subjectFrom, claims, ignored } = login;
      const alive = (await logins.ofPerson(login)).filter((one) => isAlive(one, clock(), logins.rules.idleSeconds));
      const leftOut = facilities
        .all()
        .flatMap((entry) => claimsFor(login.trusted, entry).leftOut.map((one) => ({ facility: entry.id, ...one })));
      const mine = alive.map((one) => present(one, login));
      return { issuer, subject, subjectFrom, claims, ignored, leftOut, logins: mine };
    }),

    prefer: account.prefer.handler(({ input, context }) => prefer(db, signedIn(context), input)),

    endLogin: account.endLogin.handler(async ({ input, context }) => {
      const { issuer, subject } = signedIn(context);
      const ended = await logins.end((row) => row.and({ id: input.id, issuer, subject }), 'ended-by-person');
      if (ended.length === 0) throw loginNotFound();
      return {};
    }),
  });
}

function present({ id, browser, beganAt, lastUsedAt, endsAt }: Login, mine: Login) {
  return {
    id,
    isThis: id === mine.id,
    browser,
    beganAt: beganAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    endsAt: endsAt.toISOString(),
  };
}
