import type { Dataset } from '@atrium/contract/v1/datasets';
import { DatasetList } from '../../data/dataset-list.tsx';
import { useLanguage } from '../../messages/language.tsx';

const mostShown = 5;

/** Data to begin with: those of the person's teams, and those that are open to all. */
export function DataSections({ datasets }: { datasets: Dataset[] }) {
  const { empty } = useLanguage().words;
  const mine = datasets.filter(({ access }) => access === 'team');
  const open = datasets.filter(({ access }) => access === 'public');
  return (
    <>
      {mine.length > 0 && (
        <section aria-labelledby="mine">
          <h2 id="mine">{empty.byTeams}</h2>
          <DatasetList datasets={mine.slice(0, mostShown)} />
        </section>
      )}
      {open.length > 0 && (
        <section aria-labelledby="open">
          <h2 id="open">{empty.open}</h2>
          <DatasetList datasets={open.slice(0, mostShown)} />
        </section>
      )}
    </>
  );
}
