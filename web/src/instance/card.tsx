import { Link } from '@tanstack/react-router';
import { useLanguage } from '../messages/language.tsx';
import { Belongs } from './belongs.tsx';
import { CardActions } from './card-actions.tsx';
import { Ends } from './ends.tsx';
import { DataLine, Facts } from './facts.tsx';
import styles from './instance.module.css';
import { isStarting, lastUsedAt, type Seen } from './life.ts';
import { Picture } from './picture.tsx';
import { Progress } from './progress.tsx';
import { StateLine } from './state-line.tsx';

/** An instance as it can be picked up: what it shows, how it is, where, with which data, until when, and the ways in. */
export function Card({ seen, large }: { seen: Seen; large?: boolean }) {
  const { words } = useLanguage();
  const { instance } = seen;
  const Name = large ? 'h2' : 'h3';
  return (
    <article className={styles.card} data-large={large || undefined} aria-labelledby={instance.id}>
      <Picture seen={seen} />
      <div className={styles.who}>
        <p className={styles.stateRow}>
          <StateLine seen={seen} />
          {large && !seen.silentSince && instance.lastInputAt && (
            <small>{words.instance.youWereHere(lastUsedAt(instance))}</small>
          )}
        </p>
        <Name id={instance.id}>
          <NameLink seen={seen} />
        </Name>
        <Belongs seen={seen} />
        <DataLine seen={seen} />
        <Facts seen={seen} brief={!large} />
      </div>
      <div className={styles.life}>
        <Life seen={seen} />
      </div>
      <div className={styles.foot}>
        <CardActions seen={seen} primary={large} />
      </div>
    </article>
  );
}

function Life({ seen }: { seen: Seen }) {
  const { words } = useLanguage();
  const { instance, facility, silentSince, observedAt } = seen;
  if (silentSince) {
    return (
      <p className={styles.silent}>
        {words.instance.wasSo(words.instance.states[instance.state as 'ready'] ?? instance.state, observedAt)}{' '}
        {words.instance.silent(facility.name, instance.name, silentSince)}
      </p>
    );
  }
  return isStarting(instance) ? <Progress instance={instance} /> : <Ends seen={seen} />;
}

function NameLink({ seen: { instance, facility } }: { seen: Seen }) {
  return (
    <Link to="/instances/$facility/$id" params={{ facility: facility.id, id: instance.id }}>
      {instance.name}
    </Link>
  );
}
