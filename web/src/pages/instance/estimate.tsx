import type { Instance } from '@atrium/contract/v1/instances';
import { elapsedSeconds } from '../../instance/progress.tsx';
import { useLanguage } from '../../messages/language.tsx';
import { useNow } from '../../shell/use-now.ts';
import styles from './estimate.module.css';

/** From *asked* to *slowest*, with *usual* between, and now on it. */
export function Estimate({ instance }: { instance: Instance }) {
  const { starting } = useLanguage().words;
  const now = useNow(1000);
  const elapsed = elapsedSeconds(instance, now);
  const asked = instance.startedAt ?? instance.createdAt;

  if (!instance.estimate) {
    return (
      <section className={styles.estimate} aria-label={starting.estimate}>
        <p className={styles.head}>
          <b>{starting.since(elapsed)}</b>
          <span>{starting.noEstimate}</span>
        </p>
      </section>
    );
  }
  const { usualSeconds, slowestSeconds } = instance.estimate;
  const end = Math.max(slowestSeconds, usualSeconds * 1.2, 1);
  const place = Math.min(elapsed / end, 1);
  return (
    <section className={styles.estimate} aria-label={starting.estimate}>
      <p className={styles.head}>
        <b>{title()}</b>
        <span>{starting.usually(usualSeconds, slowestSeconds)}</span>
      </p>
      <div className={styles.scale} aria-hidden="true">
        <div className={styles.track}>
          <i style={{ width: `${place * 100}%` }} />
        </div>
        <i className={styles.usual} style={{ left: `${(usualSeconds / end) * 100}%` }} />
        <i className={styles.now} style={{ left: `${place * 100}%` }} />
      </div>
      <p className={styles.words} aria-hidden="true">
        <span>{starting.asked(asked)}</span>
        {place > 0.16 && place < 0.84 && <b style={{ left: `${place * 100}%` }}>{starting.now}</b>}
        {apart(usualSeconds / end, place) && (
          <span style={{ left: `${(usualSeconds / end) * 100}%` }} data-usual>
            {starting.usual}
          </span>
        )}
        <span>{starting.slowest(new Date(new Date(asked).getTime() + end * 1000))}</span>
      </p>
    </section>
  );

  function title(): string {
    if (elapsed < usualSeconds) return starting.readyInAbout(Math.max(1, usualSeconds - elapsed));
    return elapsed < slowestSeconds ? starting.atMost(slowestSeconds - elapsed) : starting.anyMomentNow;
  }
}

/** Two words on one line, neither over the other nor over the ends. */
function apart(usual: number, now: number): boolean {
  return usual > 0.2 && usual < 0.78 && Math.abs(usual - now) > 0.1;
}
