import type { Db } from '../database/tables.ts';
import type { Quotas } from '../instances/quota.ts';
import { forPerson } from './callers.ts';
import type { Judge } from './judge.ts';

export function createMeRoutes({ db, judge, quotas }: { db: Db; judge: Judge; quotas: Pick<Quotas, 'limitsOf'> }) {
  return {
    get: forPerson.me.get.handler(async ({ context }) => {
      const { id, name, facts, account } = context.person;
      const proposals = facts.proposals.flatMap((one) => judge.proposal(one) ?? []);
      return {
        person: { id, name },
        account: account ?? null,
        rights: judge.rightsOf(facts),
        proposals: proposals.map((one) => ({ id: one.id, title: one.title })),
        limits: await quotas.limitsOf(db, context.person),
      };
    }),
  };
}
