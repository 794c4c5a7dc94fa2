import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useLanguage } from '../messages/language.tsx';
import { Page } from '../shell/page.tsx';
import styles from './message-page.module.css';

/** An address that leads nowhere, and the ways on. */
export function NotFound({ title, sentence }: { title?: string; sentence?: string }) {
  const { words } = useLanguage();
  return (
    <Page title={title ?? words.notFound.title}>
      <div className={styles.message}>
        <p>{sentence ?? words.notFound.sentence}</p>
        <div className={styles.ways}>
          <Button variant="default" renderRoot={(props) => <Link to="/" {...props} />}>
            {words.notFound.home}
          </Button>
          <Button variant="subtle" renderRoot={(props) => <Link to="/instances" search={{ text: '' }} {...props} />}>
            {words.notFound.instances}
          </Button>
        </div>
      </div>
    </Page>
  );
}
