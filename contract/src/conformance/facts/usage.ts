import { api } from '../../v1/api.ts';
import type { Caller } from '../caller.ts';
import { demand, demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';
import { allPagesOf, firstPagesOf } from '../pages.ts';

const { usage } = api;

export const facts: Fact[] = factsOf('usage', 'compute', {
  'what ran is counted, from its start to its end': async (run) => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const before = await run.first.get(usage.totals, { from, until });
    const { id } = await run.ready(run.first);
    await run.end(run.first, id);
    const after = await run.first.get(usage.totals, { from, until });
    demandEqual(after.instances, before.instances + 1, 'the number of instances');
    for (const what of ['runningSeconds', 'coreSeconds', 'memoryByteSeconds'] as const) {
      demand(after[what] > before[what], `${what} above ${before[what]}`, after[what]);
    }
    const types = (await recordsOf(run.first)).filter(({ instance }) => instance.id === id).map(({ type }) => type);
    demand(
      types.indexOf('started') < types.indexOf('ended') && types.includes('started'),
      'started, then ended',
      types,
    );
  },

  'pages of records hold each of them once': async (run) => {
    await run.end(run.first, (await run.create(run.first)).id);
    const pages = await firstPagesOf(recordsAfter(run.first, 1), 5);
    const ids = pages.flat().map(({ id }) => id);
    demandEqual(ids, [...new Set(ids)], 'the pages, without a repeat,');
    const { records: whole } = await run.first.get(usage.records, { limit: 5 });
    demandEqual(
      ids,
      whole.map(({ id }) => id),
      'the pages, put together,',
    );
  },

  'nobody is shown what others have used': async (run) => {
    const { id } = await run.create(run.first);
    const others = await recordsOf(run.second);
    demand(!others.some(({ instance }) => instance.id === id), 'no record of what others own');
  },

  'a period that is none is refused': async ({ first }) => {
    const time = new Date().toISOString();
    await first.refused(usage.totals, { from: 'yesterday', until: time }, 'INPUT_INVALID');
    await first.refused(usage.totals, { from: time } as { from: string; until: string }, 'INPUT_INVALID');
    await first.refused(usage.records, { limit: 1001 }, 'INPUT_INVALID');
  },
});

async function recordsOf(caller: Caller) {
  return (await allPagesOf(recordsAfter(caller, 1000))).flat();
}

function recordsAfter(caller: Caller, limit: number) {
  return async (after: string | undefined) => {
    const { records: rows, next } = await caller.get(usage.records, { limit, after });
    return { rows, next };
  };
}
