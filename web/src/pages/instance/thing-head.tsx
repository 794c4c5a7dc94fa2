import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { Acts, type Asked } from '../../instance/acts.tsx';
import { Belongs } from '../../instance/belongs.tsx';
import { Facts } from '../../instance/facts.tsx';
import { InstanceMenu } from '../../instance/instance-menu.tsx';
import { canStart, canStop, isStarting, type Seen } from '../../instance/life.ts';
import { StateLine } from '../../instance/state-line.tsx';
import { useChange } from '../../instance/use-change.ts';
import { useOpen } from '../../instance/use-open.ts';
import { explain } from '../../messages/explain.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useOwnerAway } from '../../people/use-owner-away.ts';
import styles from './instance-page.module.css';
import { Rename } from './rename.tsx';

/** Its name, which can be changed in place, how it is, where it is, and what can be done with the whole of it. */
export function ThingHead({ seen }: { seen: Seen }) {
  const { words } = useLanguage();
  const { instance, facility } = seen;
  const [asked, setAsked] = useState<Asked>();
  const { start } = useChange(facility.id, instance.id);
  const way = useOpen(facility.id, instance.id);
  const isAway = useOwnerAway(seen);
  return (
    <div className={styles.thingHead}>
      <div>
        <div className={styles.nameRow}>
          <Rename seen={seen} />
          <StateLine seen={seen} />
        </div>
        <Facts seen={seen} />
        <Belongs seen={seen} />
      </div>
      <div className={styles.thingActions}>
        {canStart(seen) && !isAway('start') && (
          <Button
            leftSection={<IconPlayerPlay size={16} stroke={1.6} aria-hidden />}
            loading={start.isPending}
            onClick={() => start.mutate({ id: instance.id })}
          >
            {words.instance.start}
          </Button>
        )}
        {canStop(seen) && !isStarting(instance) && (
          <Button variant="default" onClick={() => setAsked({ act: 'stop' })}>
            {words.instance.stop}
          </Button>
        )}
        {!isStarting(instance) && <InstanceMenu seen={seen} way={way} />}
      </div>
      <Acts key={asked?.act} seen={seen} asked={asked} close={() => setAsked(undefined)} />
      {start.error && (
        <p className={styles.refused} role="alert">
          {explain(start.error, words).sentence}
        </p>
      )}
      {way.error && (
        <p className={styles.refused} role="alert">
          {explain(way.error, words).sentence}
        </p>
      )}
    </div>
  );
}
