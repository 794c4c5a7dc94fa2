import type { Facility } from '@atrium/contract/portal/federation';
import type { Dataset } from '@atrium/contract/v1/datasets';
import { Button } from '@mantine/core';
import { IconDatabase } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLanguage } from '../messages/language.tsx';
import { linkTo } from '../pages/launch/draft.ts';
import { Curves } from './curves.tsx';
import styles from './data.module.css';

type Parts = { dataset: Dataset; facilities: Facility[]; children: ReactNode };

/** Its plot, its title, and where it is from; at the end what can be done with it. */
export function DatasetRow({ dataset, facilities, children }: Parts) {
  return (
    <li className={styles.row}>
      <Plot of={dataset} />
      <p className={styles.text}>
        <b>{dataset.title}</b>
        <Origin of={dataset} facilities={facilities} />
      </p>
      {children}
    </li>
  );
}

export function Plot({ of: { curves } }: { of: Dataset }) {
  return (
    <span className={styles.plot}>
      {curves.length > 0 ? <Curves of={curves} /> : <IconDatabase size={22} stroke={1.2} aria-hidden />}
    </span>
  );
}

export function Origin({ of: dataset, facilities }: { of: Dataset; facilities: Facility[] }) {
  const { words } = useLanguage();
  const facility = facilities.find(({ id }) => id === dataset.facility)?.name ?? dataset.facility;
  const parts = [dataset.proposal?.id, dataset.instrument, facility, words.data.size(dataset)];
  return <small>{parts.filter(Boolean).join(' · ')}</small>;
}

/** Leads to a filled page; nothing starts by it. */
export function Analyse({ dataset: { pid, title } }: { dataset: Dataset }) {
  const { words } = useLanguage();
  return (
    <Button
      variant="default"
      size="xs"
      aria-label={`${words.data.analyse}, ${title}`}
      renderRoot={(props) => <Link to="/instances/new" search={{ text: linkTo({ data: [pid] }) }} {...props} />}
    >
      {words.data.analyse}
    </Button>
  );
}
