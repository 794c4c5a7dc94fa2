import { IconMinus, IconPlus } from '@tabler/icons-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { canExtend, isStarting, type Seen, secondsUntil } from '../../instance/life.ts';
import { may } from '../../instance/rights.ts';
import { useChange } from '../../instance/use-change.ts';
import { explain } from '../../messages/explain.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useAnnounce } from '../../news/announcer.tsx';
import { useNow } from '../../shell/use-now.ts';
import { Scale } from '../../signs/scale.tsx';
import styles from './end-stepper.module.css';
import { earlier, later } from './end-steps.ts';

const settleMs = 700;

/** When it ends, moved by − and +. Several presses are one change. */
export function EndStepper({ seen }: { seen: Seen }) {
  const { words, formats } = useLanguage();
  const announce = useAnnounce();
  const now = useNow(10_000);
  const { instance, facility, silentSince } = seen;
  const { extend } = useChange(facility.id, instance.id);
  const [wished, setWished] = useState<Date>();

  const send = useEffectEvent((endsAt: Date) =>
    extend.mutate(
      { id: instance.id, endsAt: endsAt.toISOString() },
      {
        onSuccess: (changed) => announce(words.instance.endsNow(instance.name, changed.endsAt)),
        onSettled: () => setWished(undefined),
      },
    ),
  );
  useEffect(() => {
    if (!wished) return;
    const timer = setTimeout(() => send(wished), settleMs);
    return () => clearTimeout(timer);
  }, [wished]);

  const end = wished ?? new Date(instance.endsAt);
  const most = canExtend(seen) && instance.extendableTo ? new Date(instance.extendableTo) : new Date(instance.endsAt);
  const isFixed = silentSince !== null || !may(instance.role, 'extend');
  const sooner = isFixed ? undefined : earlier(end, now);
  const further = isFixed ? undefined : later(end, most);
  const runs = instance.state === 'ready' || isStarting(instance);

  function whoMoves(): string {
    if (!may(instance.role, 'extend')) return words.instance.endIsOwners;
    return most > new Date(instance.endsAt) ? words.instance.mayGoTo(most.toISOString()) : words.instance.isTheMost;
  }
  return (
    <section aria-labelledby="ends">
      <h2 id="ends">{words.launch.ends}</h2>
      <div className={styles.stepper}>
        <button
          type="button"
          aria-label={words.instance.sooner}
          disabled={!sooner}
          onClick={() => sooner && setWished(sooner)}
        >
          <IconMinus size={16} stroke={1.6} aria-hidden />
        </button>
        <p>
          <b>{formats.deadline(end)}</b>
          <small>{words.instance.inTime(Math.max(0, secondsUntil(end, now)))}</small>
        </p>
        <button
          type="button"
          aria-label={words.instance.later}
          disabled={!further}
          onClick={() => further && setWished(further)}
        >
          <IconPlus size={16} stroke={1.6} aria-hidden />
        </button>
      </div>
      <Scale
        from={new Date(instance.createdAt)}
        until={end}
        now={now}
        warnSeconds={instance.warnSeconds}
        still={!runs || silentSince !== null}
      />
      <p className={styles.ends}>
        <small>{formats.day(instance.createdAt)}</small>
        <small>{words.instance.warnedFrom(new Date(end.getTime() - instance.warnSeconds * 1000).toISOString())}</small>
      </p>
      <p>{whoMoves()}</p>
      {extend.error && (
        <p className={styles.refused} role="alert">
          {explain(extend.error, words).sentence}
        </p>
      )}
    </section>
  );
}
