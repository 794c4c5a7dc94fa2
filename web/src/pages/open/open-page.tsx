import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { Link, useLocation, useParams } from '@tanstack/react-router';
import { Facts } from '../../instance/facts.tsx';
import { canOpen, type Seen } from '../../instance/life.ts';
import { Picture } from '../../instance/picture.tsx';
import { StateLine } from '../../instance/state-line.tsx';
import { useInstance } from '../../instance/use-instance.ts';
import { useOpen } from '../../instance/use-open.ts';
import { explain } from '../../messages/explain.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useStateNews } from '../../news/use-state-news.ts';
import { Page } from '../../shell/page.tsx';
import { Failed } from '../../states/failed.tsx';
import { Loading } from '../../states/loading.tsx';
import styles from './open-page.module.css';

const none: Seen[] = [];

/** Where a gateway sends who came without a right to enter, or whose right has ended: one button, which leads back. */
export function OpenPage() {
  const { words } = useLanguage();
  const { facility, id } = useParams({ from: '/open/$facility/$id/$interface' });
  const { seen, error, retry } = useInstance(facility, id);
  useStateNews(seen ? [seen] : none);
  return (
    <Page title={words.open.title} under="instances">
      {error && (
        <Failed what={words.instance.missing} stillWorks={words.states.stillWorks} error={error} retry={retry} />
      )}
      {!seen && !error && <Loading rows={1} height={240} />}
      {seen && <OpenAgain seen={seen} />}
    </Page>
  );
}

function OpenAgain({ seen }: { seen: Seen }) {
  const { words } = useLanguage();
  const { interface: name } = useParams({ from: '/open/$facility/$id/$interface' });
  const { searchStr } = useLocation();
  const { instance, facility } = seen;
  const way = useOpen(facility.id, instance.id);
  const one = instance.interfaces.find((each) => each.name === name);
  const path = onHost(new URLSearchParams(searchStr).get('path'));
  const isOff = !one || !canOpen(seen, one);
  const details = (
    <Link to="/instances/$facility/$id" params={{ facility: facility.id, id: instance.id }}>
      {words.open.details(instance.name)}
    </Link>
  );

  return (
    <div className={styles.open}>
      <Picture seen={seen} />
      <div>
        <StateLine seen={seen} />
        <h2>{one ? words.open.interfaceOf(one.title, instance.name) : instance.name}</h2>
        <Facts seen={seen} />
        <p className={styles.sentence}>{isOff ? words.open.notNow : words.open.ended}</p>
        <div className={styles.ways}>
          <Button
            size="md"
            disabled={isOff}
            loading={way.opening !== undefined}
            leftSection={<IconExternalLink size={16} stroke={1.6} aria-hidden />}
            onClick={({ ctrlKey, metaKey }) => way.open(name, ctrlKey || metaKey ? 'new tab' : 'here', path)}
          >
            {words.open.again}
          </Button>
          {details}
        </div>
        {way.error && (
          <p className={styles.refused} role="alert">
            {explain(way.error, words).sentence}
          </p>
        )}
      </div>
    </div>
  );
}

/** Where the person was on that host. Whatever is no path there is left out; the gateway checks it again. */
function onHost(path: string | null): string | undefined {
  return path && /^\/(?![/\\])/.test(path) ? path : undefined;
}
