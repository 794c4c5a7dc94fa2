import { Button } from '@mantine/core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import type { Seen } from '../../instance/life.ts';
import { useInstances } from '../../instance/use-instances.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useStateNews } from '../../news/use-state-news.ts';
import { Page } from '../../shell/page.tsx';
import { Unanswered } from '../../states/unanswered.tsx';
import { Waiting } from '../../states/waiting.tsx';
import { NewInstance } from '../home/new-instance.tsx';
import { NotListed } from '../home/not-listed.tsx';
import { addressOf, byAge, type Filter, filterFrom, fits, isIn } from './filter.ts';
import { Filters } from './filters.tsx';
import { InstanceTable } from './instance-table.tsx';
import styles from './instances.module.css';

/** All that are mine, ended ones too. The conditions stand in the address. */
export function InstancesPage() {
  const { words } = useLanguage();
  const navigate = useNavigate();
  const { searchStr } = useLocation();
  const filter = filterFrom(searchStr);
  const { federation, instances } = useInstances('include');
  useStateNews(instances.seen);

  const fitting = instances.seen.filter((one) => fits(filter, one));
  const shown = byAge(fitting.filter((one) => isIn(filter.state, one)));
  const change = (part: Partial<Filter>) =>
    navigate({ to: '/instances', search: { text: addressOf({ ...filter, ...part }) }, replace: true });

  return (
    <Page title={words.shell.instances} headAction={<NewInstance />}>
      <Unanswered query={federation} what={words.home.missing} rows={5} height={44} />
      {federation.isSuccess && (
        <Filters filter={filter} change={change} seen={fitting} facilities={federation.data.facilities} />
      )}
      {shown.length > 0 && <InstanceTable seen={shown} />}
      {instances.settled && shown.length === 0 && (
        <Nothing
          filter={filter}
          all={instances.seen}
          clear={() => change({ state: 'all', facility: undefined, text: '' })}
        />
      )}
      <NotListed failed={instances.failed} />
      <Waiting answered={instances.answered} asking={instances.asking} />
    </Page>
  );
}

/** Which condition empties the list, and how many there are without it. */
function Nothing({ filter, all, clear }: { filter: Filter; all: Seen[]; clear: () => void }) {
  const { words } = useLanguage();
  const others = all.filter((one) => isIn('all', one)).length;
  const isFiltered = filter.state !== 'all' || filter.facility !== undefined || filter.text !== '';
  return (
    <div className={styles.nothing} role="status">
      <b>{isFiltered ? words.instances.noneFits : words.instances.none}</b>
      {isFiltered && (
        <>
          <p>{words.instances.withoutConditions(others)}</p>
          <Button variant="default" size="xs" onClick={clear}>
            {words.instances.clear}
          </Button>
        </>
      )}
    </div>
  );
}
