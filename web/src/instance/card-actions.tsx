import { Button } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { explain } from '../messages/explain.ts';
import { useLanguage } from '../messages/language.tsx';
import { useOwnerAway } from '../people/use-owner-away.ts';
import styles from './instance.module.css';
import { InstanceMenu } from './instance-menu.tsx';
import { canEnd, canOpen, canStart, isStarting, type Seen, waysFor } from './life.ts';
import { useChange } from './use-change.ts';
import { useOpen } from './use-open.ts';

/** The ways in side by side, or what leads to them; then the menu. `primary`: its first is the view's filled button. */
export function CardActions({ seen, primary }: { seen: Seen; primary?: boolean }) {
  const { words } = useLanguage();
  const { instance, facility } = seen;
  const way = useOpen(facility.id, instance.id);
  const { start, end } = useChange(facility.id, instance.id);
  const isAway = useOwnerAway(seen);
  const error = way.error ?? start.error ?? end.error;

  function actions() {
    if (isStarting(instance) && !seen.silentSince) {
      return (
        <>
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link to="/instances/$facility/$id" params={{ facility: facility.id, id: instance.id }} {...props} />
            )}
          >
            {words.instance.seeProgress}
          </Button>
          {canEnd(seen) && (
            <Button variant="subtle" loading={end.isPending} onClick={() => end.mutate({ id: instance.id })}>
              {words.instance.cancel}
            </Button>
          )}
        </>
      );
    }
    if (canStart(seen) && !isAway('start')) {
      return (
        <Button
          variant={primary ? 'filled' : 'default'}
          leftSection={<IconPlayerPlay size={16} stroke={1.6} aria-hidden />}
          loading={start.isPending}
          onClick={() => start.mutate({ id: instance.id })}
        >
          {words.instance.start}
        </Button>
      );
    }
    return (
      <Button.Group>
        {waysFor(instance).map((one, place) => (
          <Button
            key={one.name}
            variant={primary && place === 0 ? 'filled' : 'default'}
            disabled={!canOpen(seen, one) || isAway(one.kind)}
            loading={way.opening === one.name}
            aria-label={`${one.title}, ${instance.name}`}
            onClick={({ ctrlKey, metaKey }) => way.open(one.name, ctrlKey || metaKey ? 'new tab' : 'here')}
          >
            {one.title}
          </Button>
        ))}
      </Button.Group>
    );
  }

  return (
    <>
      <div className={styles.actions}>
        {actions()}
        <span className={styles.menu}>
          <InstanceMenu seen={seen} way={way} withPage />
        </span>
      </div>
      {!error && seen.instance.state === 'ready' && waysFor(instance).every(({ kind }) => isAway(kind)) && (
        <p className={styles.refused}>{words.people.ownerAway(instance.owner.name)}</p>
      )}
      {error && (
        <p className={styles.refused} role="alert">
          {explain(error, words).sentence}
        </p>
      )}
    </>
  );
}
