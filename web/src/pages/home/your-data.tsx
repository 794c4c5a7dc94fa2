import { useDatasets } from '../../data/use-datasets.ts';
import { useLanguage } from '../../messages/language.tsx';
import { Unanswered } from '../../states/unanswered.tsx';
import { DataSections } from './data-sections.tsx';
import styles from './empty.module.css';

/** Below what runs: what could be begun next. */
export function YourData() {
  const { words } = useLanguage();
  const datasets = useDatasets('');
  return (
    <>
      <Unanswered query={datasets} what={words.data.missing} rows={2} height={64} />
      {datasets.data && (
        <div className={styles.columns}>
          <DataSections datasets={datasets.data.datasets} />
        </div>
      )}
    </>
  );
}
