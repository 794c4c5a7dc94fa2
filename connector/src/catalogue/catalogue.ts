import { dirname, resolve } from 'node:path';
import { datasetForbidden, datasetNotFound } from '@atrium/contract/errors';
import type { Dataset } from '@atrium/contract/v1/datasets';
import type { Plan } from '@atrium/contract/v1/plans';
import { ageMs } from '@atrium/server/age';
import type { Problem, RunSpec } from '../engines/engine.ts';
import type { Facts } from '../people/facts.ts';
import type { Judge } from '../people/judge.ts';
import type { Watched } from '../watched-file.ts';
import { accessTo, presentDataset, type StoredDataset, whyForbidden } from './dataset.ts';
import { assertReadable, measure, type OnDisk } from './files.ts';

export type Catalogue = ReturnType<typeof createCatalogue>;
export type Placement =
  | { is: 'none' }
  | { is: 'here' }
  | { is: 'elsewhere' }
  | Extract<Plan['availability'], { is: 'forbidden' }>;

type Parts = {
  facility: string;
  /** Where the file of datasets lies, for their paths are relative to it; null: there is none. */
  file: string | null;
  datasets: Watched<StoredDataset[]>;
  judge: Judge;
  clock: () => Date;
};

/** How long what was seen on disk counts. */
const measuredForMs = 60_000;

/** The datasets of this facility, and who may open them. */
export function createCatalogue({ facility, file, datasets, judge, clock }: Parts) {
  const measured = new Map<string, { at: number; onDisk: Promise<OnDisk> }>();
  const pathOf = ({ path }: StoredDataset) => resolve(file === null ? '' : dirname(file), path);
  const find = (pid: string) => datasets.current().find((one) => one.pid === pid);

  function onDisk(dataset: StoredDataset): Promise<OnDisk> {
    const path = pathOf(dataset);
    const known = measured.get(path);
    const now = clock();
    if (known && ageMs(known.at, now) < measuredForMs) return known.onDisk;
    const found = measure(path);
    measured.set(path, { at: now.getTime(), onDisk: found });
    found.catch(() => measured.delete(path));
    return found;
  }

  async function present(dataset: StoredDataset, facts: Facts): Promise<Dataset> {
    const now = clock();
    const size = await onDisk(dataset).catch(() => ({ files: 0, bytes: 0 }));
    const proposal = dataset.proposal === null ? undefined : judge.proposal(dataset.proposal);
    return presentDataset(dataset, { facility, access: accessTo(dataset, facts, now), size, proposal, now });
  }

  /** Those that the person may open, in the order of the file; all words must be in title, technique, … */
  function search(facts: Facts, words: string): StoredDataset[] {
    const wanted = words.toLowerCase().split(/\s+/);
    return datasets.current().filter((dataset) => {
      if (accessTo(dataset, facts, clock()) === 'forbidden') return false;
      const proposal = dataset.proposal === null ? undefined : judge.proposal(dataset.proposal);
      const { pid, title, technique, instrument } = dataset;
      const text = [pid, title, technique, instrument, proposal?.id, proposal?.title].join(' ').toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
  }

  /** Whether all of them can be opened here by this person. To nobody, what is not public is not there. */
  function place(pids: string[], facts: Facts): Placement {
    if (pids.length === 0) return { is: 'none' };
    const found = pids.map(find);
    const closed = found.find((one) => one && accessTo(one, facts, clock()) === 'forbidden');
    if (found.includes(undefined) || (closed && !facts.person)) return { is: 'elsewhere' };
    return closed ? { is: 'forbidden', why: whyForbidden(closed) } : { is: 'here' };
  }

  /** @throws DATASET_NOT_FOUND, DATASET_FORBIDDEN */
  function demand(pid: string, facts: Facts): StoredDataset {
    const dataset = find(pid);
    if (!dataset) throw datasetNotFound();
    if (accessTo(dataset, facts, clock()) === 'forbidden') throw datasetForbidden({ pid });
    return dataset;
  }

  /** What an instance mounts. A dataset that cannot be read is left to its start, which says so. */
  async function mounts(pids: string[], facts: Facts): Promise<RunSpec['data']> {
    const wanted = [...new Set(pids)].map((pid) => demand(pid, facts));
    return Promise.all(
      wanted.map(async (dataset) => {
        const { version } = await onDisk(dataset).catch(() => ({ version: '' }));
        const { pid, title, mountName } = dataset;
        return { pid, title, mountName, path: pathOf(dataset), version };
      }),
    );
  }

  /** Says which of the datasets cannot be read now. */
  async function problems(): Promise<Problem[]> {
    const found = await Promise.all(
      datasets.current().map(async (dataset): Promise<Problem[]> => {
        const error = await assertReadable(pathOf(dataset)).catch((cause: NodeJS.ErrnoException) => cause);
        if (!error) return [];
        return [
          { code: 'DATA_UNREADABLE', message: `A dataset cannot be read (${error.code}).`, subject: dataset.pid },
        ];
      }),
    );
    return [...datasets.problems(), ...found.flat()];
  }

  return { isThere: file !== null, find, present, search, place, demand, mounts, problems };
}
