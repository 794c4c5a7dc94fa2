import { datasetNotFound, facilitySilent } from '@atrium/contract/errors';
import type { OfferedEnvironment } from '@atrium/contract/portal/federation';
import type { Dataset } from '@atrium/contract/v1/datasets';
import type { Environment } from '@atrium/contract/v1/environments';
import { type Caller, type FanOut, isRefusal, type Missing } from './fan-out.ts';

/** A proposal needs the technique of some of the data, not of each. */
const mostLookedAt = 5;

type Offer = { facility: string; environment: Environment };

export function createLaunch(askAll: FanOut) {
  async function environments(caller: Caller, data: string[]) {
    const [{ answers, missing }, found] = await Promise.all([
      askAll(caller, (client, options) => client.environments.list(undefined, options)),
      Promise.all(data.slice(0, mostLookedAt).map((pid) => find(caller, pid))),
    ]);
    const offers = answers.flatMap(({ entry, answer }) =>
      answer.environments.map((environment) => ({ facility: entry.id, environment })),
    );
    return {
      environments: propose(
        join(offers),
        found.flatMap((one) => one.dataset ?? []),
      ),
      missing,
    };
  }

  async function dataset(caller: Caller, pid: string): Promise<Dataset> {
    const found = await find(caller, pid);
    if (found.dataset) return found.dataset;
    // It may be there: that nobody has it is only known when all have answered.
    const [silent] = found.missing;
    throw silent ? facilitySilent(silent) : datasetNotFound();
  }

  async function datasets(caller: Caller, text: string | undefined) {
    const asked = { limit: 100, ...(text === undefined ? {} : { text }) };
    const { answers, missing } = await askAll(caller, async (client, options, { id }) => {
      const page = await client.datasets.list(asked, options);
      return page.datasets.filter(({ facility }) => facility === id);
    });
    return { datasets: answers.flatMap(({ answer }) => answer), missing };
  }

  async function find(caller: Caller, pid: string): Promise<{ dataset: Dataset | undefined; missing: Missing }> {
    const { answers, missing } = await askAll(caller, async (client, options, { id }) => {
      try {
        const dataset = await client.datasets.get({ pid }, options);
        return dataset.facility === id ? dataset : undefined;
      } catch (error) {
        if (isRefusal(error, 'DATASET_NOT_FOUND')) return undefined;
        throw error;
      }
    });
    return { dataset: answers.find(({ answer }) => answer)?.answer, missing };
  }

  return { environments, dataset, datasets };
}

/** One row for an environment wherever it is, with the facilities at which it can be launched. */
export function join(offers: Offer[]): OfferedEnvironment[] {
  return [...Map.groupBy(offers, ({ environment }) => environment.id).values()].map((same) => {
    const available = same.filter(({ environment }) => environment.unavailable === null);
    const [{ environment }] = (available.length > 0 ? available : same) as [Offer];
    return { ...environment, facilities: available.map(({ facility }) => facility), proposed: false };
  });
}

/**
 * The likeliest first: made for the technique of the data, at the facility where they are, at many facilities; those
 * that cannot be launched, and the archived ones, last. The first is proposed if it is made for the data.
 */
export function propose(environments: OfferedEnvironment[], data: Pick<Dataset, 'technique' | 'facility'>[]) {
  const techniques = new Set(data.flatMap(({ technique }) => technique?.toLowerCase() ?? []));
  const places = new Set(data.map(({ facility }) => facility));
  const ranked = environments
    .map((environment) => {
      const { techniques: madeFor, facilities, archived } = environment;
      const fits = madeFor.some((technique) => techniques.has(technique.toLowerCase()));
      const usable = facilities.length > 0;
      const near = facilities.some((facility) => places.has(facility));
      const rank = [!archived, usable, fits, near, facilities.length].map(Number);
      return { environment, fits: fits && usable && !archived, rank };
    })
    .sort((one, other) => compare(other.rank, one.rank) || (one.environment.name < other.environment.name ? -1 : 1));
  return ranked.map(({ environment, fits }, at) => ({ ...environment, proposed: at === 0 && fits }));
}

function compare(one: number[], other: number[]): number {
  return one.reduce((order, value, at) => order || value - (other[at] ?? 0), 0);
}
