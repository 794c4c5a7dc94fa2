import { useInstances } from '../../instance/use-instances.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useStateNews } from '../../news/use-state-news.ts';
import { Page } from '../../shell/page.tsx';
import { Unanswered } from '../../states/unanswered.tsx';
import { Waiting } from '../../states/waiting.tsx';
import { Announcements } from './announcements.tsx';
import { CardsLoading } from './cards-loading.tsx';
import { Empty } from './empty.tsx';
import { FailedLately } from './failed-lately.tsx';
import { MyInstances } from './my-instances.tsx';
import { NewInstance } from './new-instance.tsx';
import { NotListed } from './not-listed.tsx';
import { useOrder } from './use-order.ts';
import { YourData } from './your-data.tsx';

/** My instances, the one last used first and large; or how to come to one. */
export function HomePage() {
  const { words } = useLanguage();
  const { federation, instances } = useInstances('exclude');
  const { seen, isShown } = useOrder(instances);
  useStateNews(seen);
  const isEmpty = instances.settled && seen.length === 0 && instances.failed.length === 0;

  return (
    <Page title={words.home.title} headAction={isEmpty ? undefined : <NewInstance />}>
      <Unanswered query={federation} what={words.home.missing} loading={<CardsLoading />} />
      {!isEmpty && <Announcements seen={seen} />}
      <FailedLately />
      {federation.isSuccess && !isShown && <CardsLoading />}
      {isShown && seen.length > 0 && <MyInstances seen={seen} />}
      <NotListed failed={instances.failed} />
      <Waiting answered={instances.answered} asking={instances.asking} />
      {isShown && !isEmpty && <YourData />}
      {isEmpty && <Empty />}
    </Page>
  );
}
