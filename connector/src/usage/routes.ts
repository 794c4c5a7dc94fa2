import { inputInvalid } from '@atrium/contract/errors';
import type { Db } from '../database/tables.ts';
import { forPerson } from '../people/callers.ts';
import { recordsOf, totalsOf } from './usage.ts';

export function createUsageRoutes({ db, clock }: { db: Db; clock: () => Date }) {
  const { usage } = forPerson;

  return {
    totals: usage.totals.handler(async ({ input, context: { person } }) => {
      const period = { from: new Date(input.from), until: new Date(input.until) };
      if (period.until <= period.from) {
        throw inputInvalid({ issues: [{ path: 'until', message: 'is not after `from`' }] });
      }
      return { ...input, ...(await totalsOf(db, person.id, period, clock())) };
    }),

    records: usage.records.handler(({ input: { after, limit }, context: { person } }) =>
      recordsOf(db, person.id, { ...(after === undefined ? {} : { after: Number(after) }), limit }),
    ),
  };
}
