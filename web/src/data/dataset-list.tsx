import type { Dataset } from '@atrium/contract/v1/datasets';
import { useFederation } from '../federation/use-federation.ts';
import styles from './data.module.css';
import { Analyse, DatasetRow } from './dataset-row.tsx';

export function DatasetList({ datasets }: { datasets: Dataset[] }) {
  const facilities = useFederation().data?.facilities ?? [];
  return (
    <ul className={styles.rows}>
      {datasets.map((dataset) => (
        <DatasetRow key={dataset.pid} dataset={dataset} facilities={facilities}>
          <Analyse dataset={dataset} />
        </DatasetRow>
      ))}
    </ul>
  );
}
