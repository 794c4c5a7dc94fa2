import { Button } from '@mantine/core';
import { IconArrowRight, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useDatasets } from '../../data/use-datasets.ts';
import { useMe } from '../../login/login-provider.tsx';
import { useLanguage } from '../../messages/language.tsx';
import { Unanswered } from '../../states/unanswered.tsx';
import { DataSections } from './data-sections.tsx';
import styles from './empty.module.css';
import { Steps } from './steps.tsx';

/** Nothing runs yet: begin with the data. */
export function Empty() {
  const { words } = useLanguage();
  const { empty } = words;
  const me = useMe();
  const [text, setText] = useState('');
  const datasets = useDatasets(text);
  const found = datasets.data?.datasets ?? [];

  function search(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setText(String(new FormData(event.currentTarget).get('text') ?? ''));
  }
  return (
    <div className={styles.empty}>
      <section className={styles.begin} aria-labelledby="begin">
        <h2 id="begin">{empty.title(me?.name.split(' ')[0] ?? '')}</h2>
        <p>{empty.sentence}</p>
        <form onSubmit={search} className={styles.search}>
          <IconSearch size={18} stroke={1.6} aria-hidden />
          <input type="search" name="text" aria-label={words.data.search} placeholder={words.data.searchExample} />
          <Button type="submit">{words.data.searchNow}</Button>
        </form>
      </section>

      <Unanswered query={datasets} what={words.data.missing} rows={2} height={64} />
      {datasets.isSuccess && (
        <div className={styles.columns}>
          <DataSections datasets={found} />
          {found.length === 0 && (
            <p className={styles.quiet} role="status">
              {empty.none(text)}
            </p>
          )}
          <Around />
        </div>
      )}
      <Steps />
    </div>
  );
}

function Around() {
  const { empty } = useLanguage().words;
  return (
    <section aria-labelledby="around" className={styles.aroundSection}>
      <h2 id="around">{empty.around}</h2>
      <ul className={styles.around}>
        <li>
          <Link to="/instances/new" search={{ text: '' }}>
            <b>{empty.withoutData}</b>
            <small>{empty.withoutDataWhere}</small>
            <IconArrowRight size={16} stroke={1.6} aria-hidden />
          </Link>
        </li>
        <li>
          <Link to="/facilities">
            <b>{empty.facilities}</b>
            <small>{empty.facilitiesWhat}</small>
            <IconArrowRight size={16} stroke={1.6} aria-hidden />
          </Link>
        </li>
      </ul>
    </section>
  );
}
