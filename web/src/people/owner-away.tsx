import { IconUserPause } from '@tabler/icons-react';
import type { Seen } from '../instance/life.ts';
import { may } from '../instance/rights.ts';
import { useLanguage } from '../messages/language.tsx';
import { Notice } from '../states/notice.tsx';
import { useOwnerAway } from './use-owner-away.ts';

/** Why somebody else's instance does not open now, before the person tries. */
export function OwnerAway({ seen }: { seen: Seen }) {
  const { people } = useLanguage().words;
  const isAway = useOwnerAway(seen);
  const { instance } = seen;
  const isStopped = instance.state === 'stopped';
  if (!isAway('start') || (isStopped && !may(instance.role, 'start'))) return null;
  if (!isStopped && !isAway('desktop'))
    return <Notice icon={IconUserPause} text={people.ownerAwayWatch(instance.owner.name)} />;
  return (
    <Notice
      icon={IconUserPause}
      text={
        <>
          <b>{people.ownerAway(instance.owner.name)}</b> {people.ownerAwayNow}
        </>
      }
    />
  );
}
