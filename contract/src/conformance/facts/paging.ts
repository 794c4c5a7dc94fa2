import { api } from '../../v1/api.ts';
import { demand, demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';
import { allPagesOf, firstPagesOf } from '../pages.ts';
import type { Run } from '../run.ts';

const { instances, events, datasets } = api;
const group = 'paging';

const compute = factsOf(group, 'compute', {
  'pages of instances hold each of them once, newest first': async (run) => {
    const made = await several(run);
    const pages = await firstPagesOf((after) => instancesAfter(run, { limit: 2, after }), 5);
    for (const page of pages) demand(page.length <= 2, 'at most two on a page', page.length);
    const ids = pages.flat().map(({ id }) => id);
    demandEqual(ids, [...new Set(ids)], 'the pages, without a repeat,');
    demandEqual(ids.slice(0, 3), made.toReversed(), 'the newest three');
    const { instances: whole } = await run.first.get(instances.list, { limit: 100 });
    demandEqual(
      ids,
      whole.slice(0, 10).map(({ id }) => id),
      'the pages, put together,',
    );
  },

  'what comes while one turns the pages repeats nothing and hides nothing': async (run) => {
    const made = await several(run);
    const { instances: one, next } = await run.first.get(instances.list, { limit: 1 });
    demand(next !== null, 'a next page');
    await run.create(run.first);
    const { instances: two } = await run.first.get(instances.list, { limit: 2, after: next });
    demandEqual(
      [...one, ...two].map(({ id }) => id),
      made.toReversed(),
      'the first three',
    );
  },

  'the last page says that it is the last': async ({ first, second, create }) => {
    await create(second);
    const { instances: all, next } = await second.get(instances.list, { limit: 100 });
    if (all.length < 100) demandEqual(next, null, 'next');
    const whole = await allPagesOf((after) => instancesAfter({ first }, { limit: 100, after }));
    demand(
      whole.every((page, at) => page.length > 0 || at === 0),
      'no page that is empty but the first',
    );
  },

  'pages of a log hold all of it once, oldest first': async ({ first, shared, logOf }) => {
    const { id } = await shared();
    const whole = await logOf(first, id, 'ready');
    demand(whole.length > 1, 'more than one event of what is ready', whole.length);
    const pages = await allPagesOf(async (since) => {
      const { events: rows, next } = await first.get(events.list, { instance: id, limit: 1, since });
      return { rows, next };
    });
    demandEqual(
      pages
        .flat()
        .slice(0, whole.length)
        .map(({ seq }) => seq),
      whole.map(({ seq }) => seq),
      'the pages, put together,',
    );
  },
});

const catalogue = factsOf(group, 'catalogue', {
  'pages of datasets hold all of them once': async ({ first }) => {
    const { datasets: whole } = await first.get(datasets.list, { limit: 5 });
    const pids: string[] = [];
    let after: string | undefined;
    while (pids.length < whole.length) {
      const page = await first.get(datasets.list, { limit: 1, after });
      demandEqual(page.datasets.length, 1, 'the datasets of a page of one');
      pids.push(...page.datasets.map(({ pid }) => pid));
      if (page.next === null) break;
      after = page.next;
    }
    demandEqual(
      pids,
      whole.map(({ pid }) => pid),
      'the pages of one, put together,',
    );
  },
});

export const facts: Fact[] = [...compute, ...catalogue];

/** Three of the first person, ended again, so that they are there however few a person may have. */
async function several({ first, create, end }: Run): Promise<string[]> {
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) {
    const { id } = await create(first);
    ids.push(id);
    await end(first, id);
  }
  return ids;
}

async function instancesAfter({ first }: Pick<Run, 'first'>, asked: { limit: number; after: string | undefined }) {
  const { instances: rows, next } = await first.get(instances.list, asked);
  return { rows, next };
}
