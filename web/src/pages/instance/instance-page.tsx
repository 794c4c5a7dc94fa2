import { ORPCError } from '@orpc/client';
import { useParams } from '@tanstack/react-router';
import { isStarting, type Seen } from '../../instance/life.ts';
import { useInstance } from '../../instance/use-instance.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useStateNews } from '../../news/use-state-news.ts';
import { Page } from '../../shell/page.tsx';
import { Failed } from '../../states/failed.tsx';
import { Loading } from '../../states/loading.tsx';
import { NotFound } from '../not-found.tsx';
import { FailedView } from './failed-view.tsx';
import { LifeView } from './life-view.tsx';
import { StartingView } from './starting-view.tsx';
import { ThingHead } from './thing-head.tsx';

/** One instance, from asking for it to its end: the page stays, and shows what is true now. */
export function InstancePage() {
  const { words } = useLanguage();
  const { facility, id } = useParams({ from: '/instances/$facility/$id' });
  const { seen, error, retry } = useInstance(facility, id);
  useStateNews(seen ? [seen] : none);

  if (error instanceof ORPCError && unknown.includes(error.code)) {
    return <NotFound title={words.instance.notFound} sentence={words.errors.byCode.INSTANCE_NOT_FOUND(undefined)} />;
  }
  return (
    <Page title={seen?.instance.name ?? words.shell.instances} under="instances" headingBelow={seen !== undefined}>
      {error && (
        <Failed what={words.instance.missing} stillWorks={words.states.stillWorks} error={error} retry={retry} />
      )}
      {!seen && !error && <Loading rows={4} height={72} />}
      {seen && <ThingHead seen={seen} />}
      {seen && <View seen={seen} />}
    </Page>
  );
}

const none: Seen[] = [];
const unknown = ['INSTANCE_NOT_FOUND', 'FACILITY_UNKNOWN', 'INPUT_INVALID'];

function View({ seen }: { seen: Seen }) {
  if (!seen.silentSince && isStarting(seen.instance)) return <StartingView seen={seen} />;
  if (!seen.silentSince && seen.instance.state === 'failed') return <FailedView seen={seen} />;
  return <LifeView seen={seen} />;
}
