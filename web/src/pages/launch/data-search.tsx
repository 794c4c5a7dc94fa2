import type { Facility } from '@atrium/contract/portal/federation';
import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import data from '../../data/data.module.css';
import { DatasetRow } from '../../data/dataset-row.tsx';
import { useDatasets } from '../../data/use-datasets.ts';
import { useLanguage } from '../../messages/language.tsx';
import { Unanswered } from '../../states/unanswered.tsx';
import styles from './data-search.module.css';
import find from './environment-step.module.css';

const mostShown = 8;

type Parts = { chosen: string[]; facilities: Facility[]; add: (pid: string) => void };

/** Data that may be opened, by words in them; adding one answers the search. */
export function DataSearch({ chosen, facilities, add }: Parts) {
  const { words } = useLanguage();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text, 250);
  const query = useDatasets(asked);
  const found = query.data?.datasets.filter(({ pid }) => !chosen.includes(pid)) ?? [];
  const missing = query.data?.missing.map(
    (silent) => facilities.find(({ id }) => id === silent.facility)?.name ?? silent.facility,
  );
  return (
    <div className={styles.search}>
      <label className={find.find} data-wide>
        <IconSearch size={15} stroke={1.6} aria-hidden />
        <input
          type="search"
          aria-label={words.data.search}
          placeholder={words.data.searchExample}
          value={text}
          ref={(field) => field?.focus()}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <Unanswered query={query} what={words.data.missing} rows={3} height={64} />
      {query.isSuccess && (
        <p className={styles.count} role="status">
          {words.launch.found(found.length, asked)}
        </p>
      )}
      <ul className={data.rows}>
        {found.slice(0, mostShown).map((dataset) => (
          <DatasetRow key={dataset.pid} dataset={dataset} facilities={facilities}>
            <Button
              variant="default"
              size="xs"
              aria-label={`${words.launch.add}, ${dataset.title}`}
              onClick={() => add(dataset.pid)}
            >
              {words.launch.add}
            </Button>
          </DatasetRow>
        ))}
      </ul>
      {missing && missing.length > 0 && <p className={styles.count}>{words.data.without(missing)}</p>}
    </div>
  );
}
