import { useState } from 'react';
import type { Seen } from '../../instance/life.ts';
import { happened } from '../../messages/known.ts';
import { useLanguage } from '../../messages/language.tsx';
import { Unanswered } from '../../states/unanswered.tsx';
import page from './instance-page.module.css';
import { useEvents } from './use-events.ts';
import styles from './what-happened.module.css';

const shortList = 6;

/** Its log as sentences, the latest first. */
export function WhatHappened({ seen }: { seen: Seen }) {
  const { words, formats } = useLanguage();
  const [isLong, setLong] = useState(false);
  const query = useEvents(seen);
  const events = query.data?.events.toReversed() ?? [];
  return (
    <section aria-labelledby="happened">
      <h2 id="happened">{words.instance.whatHappened}</h2>
      <Unanswered query={query} what={words.instance.eventsMissing} rows={4} />
      <ol className={styles.events}>
        {events.slice(0, isLong ? undefined : shortList).map((event) => (
          <li key={event.seq}>
            <time dateTime={event.at}>{formats.stamp(event.at)}</time>
            <span>{happened(words, event, seen)}</span>
          </li>
        ))}
      </ol>
      {events.length > shortList && !isLong && (
        <button type="button" className={page.textButton} onClick={() => setLong(true)}>
          {words.instance.allEvents(events.length)}
        </button>
      )}
    </section>
  );
}
