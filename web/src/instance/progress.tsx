import type { Instance } from '@atrium/contract/v1/instances';
import type { Messages } from '../messages/en.ts';
import { useLanguage } from '../messages/language.tsx';
import { useNow } from '../shell/use-now.ts';
import styles from './instance.module.css';
import { secondsUntil } from './life.ts';

/** How far a start is, by what starts of its kind usually take. */
export function Progress({ instance }: { instance: Instance }) {
  const { words } = useLanguage();
  const now = useNow(1000);
  const { estimate } = instance;
  const elapsed = elapsedSeconds(instance, now);
  const share = estimate ? elapsed / Math.max(estimate.slowestSeconds, 1) : 0;
  return (
    <div className={styles.progress}>
      <span aria-hidden="true">
        <i style={{ width: `${Math.min(share, 1) * 100}%` }} />
      </span>
      <p>
        <span>{words.instance.sinceAsked(elapsed)}</span>
        <span>{remaining(instance, elapsed, words)}</span>
      </p>
    </div>
  );
}

export function elapsedSeconds({ startedAt, createdAt }: Instance, now: Date): number {
  return Math.max(0, -secondsUntil(startedAt ?? createdAt, now));
}

/** `about 2 min`; past what is usual, that; past the slowest, that it may be any moment. */
function remaining({ estimate }: Instance, elapsed: number, { starting }: Messages): string {
  if (!estimate) return starting.noEstimate;
  if (elapsed < estimate.usualSeconds) return starting.about(Math.max(1, estimate.usualSeconds - elapsed));
  return elapsed < estimate.slowestSeconds ? starting.longerThanUsual : starting.anyMoment;
}
