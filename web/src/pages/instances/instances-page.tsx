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
  const isFiltered = filter.state !== 'all' || filter.facility !== undefined || filter.text !== '';
  const isFirst = instances.settled && instances.seen.length === 0 && instances.failed.length === 0 && !isFiltered;
  const change = (part: Partial<Filter>) =>
    navigate({ to: '/instances', search: { text: addressOf({ ...filter, ...part }) }, replace: true });

  return (
    <Page title={words.shell.instances} headAction={isFirst ? undefined : <NewInstance />}>
      <Unanswered query={federation} what={words.home.missing} rows={5} height={44} />
      {(instances.seen.length > 0 || isFiltered) && federation.isSuccess && (
        <Filters filter={filter} change={change} seen={fitting} facilities={federation.data.facilities} />
      )}
      {shown.length > 0 && <InstanceTable seen={shown} />}
      {isFirst && <First />}
      {instances.settled && shown.length === 0 && !isFirst && instances.seen.length + instances.failed.length > 0 && (
        <Nothing
          isFiltered={isFiltered}
          all={instances.seen}
          show={(state) => change({ state, facility: undefined, text: '' })}
        />
      )}
      <NotListed failed={instances.failed} />
      <Waiting answered={instances.answered} asking={instances.asking} />
    </Page>
  );
}

/** There never was one: what it is, and the way to it. */
function First() {
  const { instances: words } = useLanguage().words;
  return (
    <div className={styles.nothing} role="status">
      <b>{words.noneYet}</b>
      <p>{words.noneYetWhat}</p>
      <NewInstance filled />
    </div>
  );
}

type NothingParts = { isFiltered: boolean; all: Seen[]; show: (state: Filter['state']) => void };

/** Why there is nothing: which condition empties the list, or that all have ended. */
function Nothing({ isFiltered, all, show }: NothingParts) {
  const { instances: words } = useLanguage().words;
  if (isFiltered) {
    return (
      <div className={styles.nothing} role="status">
        <b>{words.noneFits}</b>
        <p>{words.withoutConditions(all.filter((one) => isIn('all', one)).length)}</p>
        <Button variant="default" size="xs" onClick={() => show('all')}>
          {words.clear}
        </Button>
      </div>
    );
  }
  const ended = all.filter((one) => isIn('ended', one)).length;
  return (
    <div className={styles.nothing} role="status">
      <b>{words.none}</b>
      {ended > 0 && (
        <Button variant="default" size="xs" onClick={() => show('ended')}>
          {words.showOver(ended)}
        </Button>
      )}
    </div>
  );
}
