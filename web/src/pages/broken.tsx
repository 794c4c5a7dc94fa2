import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { lastTraceId } from '../api.ts';
import { explain } from '../messages/explain.ts';
import { useLanguage } from '../messages/language.tsx';
import { Page } from '../shell/page.tsx';
import styles from './message-page.module.css';

/** The page itself has failed. The trace is that of the error, else of what the page asked last. */
export function Broken({ error }: ErrorComponentProps) {
  const { words } = useLanguage();
  const traceId = (error instanceof Error ? explain(error, words).traceId : undefined) ?? lastTraceId();
  return (
    <Page title={words.broken.title}>
      <div className={styles.message} role="alert">
        <p>{words.broken.sentence}</p>
        <div className={styles.ways}>
          <Button onClick={() => location.reload()}>{words.broken.again}</Button>
          <Button variant="subtle" component="a" href="/">
            {words.notFound.home}
          </Button>
        </div>
        {traceId && (
          <small className={styles.trace}>
            {words.states.trace} <code>{traceId}</code>
          </small>
        )}
      </div>
    </Page>
  );
}
