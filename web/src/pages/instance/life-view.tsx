import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { at } from '../../api.ts';
import { isOver, type Seen } from '../../instance/life.ts';
import { Picture } from '../../instance/picture.tsx';
import { reasonOf } from '../../messages/known.ts';
import { useLanguage } from '../../messages/language.tsx';
import { OwnerAway } from '../../people/owner-away.tsx';
import { PeopleSection } from '../../people/people-section.tsx';
import { Notice } from '../../states/notice.tsx';
import { linkTo } from '../launch/draft.ts';
import { EndStepper } from './end-stepper.tsx';
import styles from './instance-page.module.css';
import { ItsData } from './its-data.tsx';
import { Usage } from './usage.tsx';
import { WaysIn } from './ways-in.tsx';
import { WhatHappened } from './what-happened.tsx';

/** While it can be worked in, while it rests, and when it is over. */
export function LifeView({ seen }: { seen: Seen }) {
  const hasLook = !isOver(seen.instance) || seen.instance.pictureAt !== null;
  return (
    <>
      <Standing seen={seen} />
      <OwnerAway seen={seen} />
      <div className={styles.columns}>
        <div className={styles.main}>
          {hasLook && (
            <div className={styles.look}>
              <Picture seen={seen} />
              {!isOver(seen.instance) && <WaysIn seen={seen} />}
            </div>
          )}
          {!isOver(seen.instance) && <PeopleSection seen={seen} />}
          <ItsData seen={seen} />
        </div>
        <aside className={styles.aside}>
          {!isOver(seen.instance) && <EndStepper seen={seen} />}
          {!seen.silentSince && <Usage facility={seen.facility} />}
          {!seen.silentSince && <WhatHappened seen={seen} />}
        </aside>
      </div>
    </>
  );
}

/** What is to be known before anything else: silence, rest, the end. */
function Standing({ seen }: { seen: Seen }) {
  const { words } = useLanguage();
  const queries = useQueryClient();
  const { instance, facility, silentSince, observedAt } = seen;
  if (silentSince) {
    return (
      <Notice
        icon={IconPlugConnectedX}
        tone="bad"
        text={
          <>
            <b>
              {words.instance.wasSo(words.instance.states[instance.state as 'ready'] ?? instance.state, observedAt)}
            </b>{' '}
            {words.instance.silent(facility.name, instance.name, silentSince)}
          </>
        }
      >
        <Button
          variant="default"
          size="xs"
          onClick={() => queries.invalidateQueries({ queryKey: at(facility.id).instances.key() })}
        >
          {words.launch.askAgain}
        </Button>
      </Notice>
    );
  }
  if (instance.state === 'stopped' && instance.reason) {
    const { why, now } = reasonOf(words, instance.reason);
    return (
      <p className={styles.standing}>
        {why(facility.name)} {now(facility.name)}
      </p>
    );
  }
  if (!isOver(instance)) return null;
  const same = linkTo({
    data: instance.data.map(({ pid }) => pid),
    environment: instance.environment.id,
    place: { facility: facility.id, flavour: instance.flavour },
    name: instance.name,
  });
  return (
    <p className={styles.standing}>
      {words.instance.isOver(instance.name)}
      <Button variant="default" renderRoot={(props) => <Link to="/instances/new" search={{ text: same }} {...props} />}>
        {words.instance.anotherLikeIt}
      </Button>
    </p>
  );
}
