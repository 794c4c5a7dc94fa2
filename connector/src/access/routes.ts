import type { Db } from '../database/tables.ts';
import { forMachine, forPerson } from '../people/callers.ts';
import { endLogin, endPerson, loginsUsedSince } from './logins.ts';
import type { createTickets } from './tickets.ts';

type Parts = { db: Db; mintTicket: ReturnType<typeof createTickets>; clock: () => Date };

export function createAccessRoutes({ db, mintTicket, clock }: Parts) {
  return {
    ticket: forPerson.access.ticket.handler(({ input, context }) => mintTicket(context.person, input)),

    endLogin: forMachine.access.endLogin.handler(async ({ input }) => ({
      ended: await endLogin(db, input.login, clock()),
    })),

    endPerson: forMachine.access.endPerson.handler(async ({ input }) => ({
      ended: await endPerson(db, input, clock()),
    })),

    logins: forMachine.access.logins.handler(async ({ input }) => {
      const logins = await loginsUsedSince(db, new Date(input.since));
      return { logins: logins.map(({ login, lastInputAt }) => ({ login, lastInputAt: lastInputAt.toISOString() })) };
    }),
  };
}
