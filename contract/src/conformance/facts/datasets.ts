import { api } from '../../v1/api.ts';
import { demand, demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';

const { datasets } = api;

export const facts: Fact[] = factsOf('datasets', 'catalogue', {
  'nobody sees what is not public': async ({ nobody, machine }) => {
    for (const caller of [nobody, machine]) {
      const { datasets: all } = await caller.get(datasets.list, { limit: 100 });
      for (const { pid, access, isPublic } of all) {
        demandEqual([access, isPublic], ['public', true], `access and isPublic of ${pid}`);
      }
    }
  },

  'what is listed can be read alone, and is the same': async ({ first }) => {
    const { datasets: all } = await first.get(datasets.list, { limit: 5 });
    for (const one of all) demandEqual((await first.get(datasets.get, { pid: one.pid })).title, one.title, one.pid);
  },

  'every dataset is of this facility': async ({ nobody, facility: { id } }) => {
    const { datasets: all } = await nobody.get(datasets.list, { limit: 100 });
    for (const { pid, facility } of all) demandEqual(facility, id, `the facility of ${pid}`);
  },

  'a dataset is found by the words of its title': async ({ first }) => {
    const { datasets: all } = await first.get(datasets.list, { limit: 1 });
    for (const { pid, title } of all) {
      const found = await first.get(datasets.list, { text: title.split(/\s+/)[0], limit: 100 });
      demand(found.next !== null || found.datasets.some((one) => one.pid === pid), `${pid} among what is found`);
    }
  },

  'a text that is nowhere finds nothing': async ({ first }) => {
    const { datasets: found } = await first.get(datasets.list, { text: 'xqzvkwj' });
    demandEqual(found, [], 'what is found');
  },

  'a dataset that is not there is not found': async ({ first, nobody }) => {
    for (const caller of [first, nobody]) {
      await caller.refused(datasets.get, { pid: '10.5072/no-such-dataset' }, 'DATASET_NOT_FOUND');
    }
  },

  'what does not fit the contract is refused': async ({ nobody }) => {
    await nobody.refused(datasets.list, { limit: 0 }, 'INPUT_INVALID');
    await nobody.refused(datasets.list, { sort: 'title' } as object, 'INPUT_INVALID');
    await nobody.refused(datasets.list, { after: 'x' }, 'INPUT_INVALID');
    await nobody.refused(datasets.get, {} as { pid: string }, 'INPUT_INVALID');
  },
});
