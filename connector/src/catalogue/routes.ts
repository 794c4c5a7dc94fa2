import { datasetNotFound, notOffered } from '@atrium/contract/errors';
import { type Caller, forEverybody } from '../people/callers.ts';
import { type Facts, nobody } from '../people/facts.ts';
import type { Catalogue } from './catalogue.ts';

export function createDatasetRoutes({ catalogue }: { catalogue: Catalogue }) {
  return {
    list: forEverybody.datasets.list.handler(async ({ input, context }) => {
      if (!catalogue.isThere) throw notOffered();
      const facts = factsOf(context.caller);
      const found = catalogue.search(facts, input.text ?? '');
      const from = Number(input.after ?? 0);
      const page = found.slice(from, from + input.limit);
      const datasets = await Promise.all(page.map((one) => catalogue.present(one, facts)));
      const end = from + page.length;
      return { datasets, next: end < found.length ? String(end) : null };
    }),

    /** To nobody, what is not public is not there; a person is told until when it is closed. */
    get: forEverybody.datasets.get.handler(async ({ input, context }) => {
      if (!catalogue.isThere) throw notOffered();
      const facts = factsOf(context.caller);
      const stored = catalogue.find(input.pid);
      const dataset = stored && (await catalogue.present(stored, facts));
      if (!dataset || (!facts.person && dataset.access === 'forbidden')) throw datasetNotFound();
      return dataset;
    }),
  };
}

function factsOf(caller: Caller): Facts {
  return caller.kind === 'person' ? caller.facts : nobody;
}
