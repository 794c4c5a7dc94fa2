import type { Instance } from './instance.ts';

type Life = Pick<Instance, 'createdAt' | 'endsAt'>;
type Noticed = Life & Pick<Instance, 'noticedAt'>;

const hour = 3600;
const day = 24 * hour;

function lifeSeconds({ createdAt, endsAt }: Life): number {
  return (endsAt.getTime() - createdAt.getTime()) / 1000;
}

/** Two days before the end of a long life, a quarter of it before the end of a short one. */
export function warnSecondsOf(life: Life): number {
  return Math.round(Math.min(2 * day, lifeSeconds(life) / 4));
}

/** So long after its first notice nothing ends, however late that came. */
function floorSecondsOf(life: Life): number {
  return Math.min(day, lifeSeconds(life) / 5);
}

/** When the next notice of its end is due after a moment; null: all have been given. */
export function nextNotice(life: Life, after: Date): Date | null {
  const whole = lifeSeconds(life);
  const first = warnSecondsOf(life);
  const last = whole > 4 * hour ? hour : 600;
  const before = [first, whole > 4 * day ? day : last, last].filter((seconds) => seconds <= first);
  const due = before.map((seconds) => life.endsAt.getTime() - seconds * 1000).filter((at) => at > after.getTime());
  return due.length === 0 ? null : new Date(Math.min(...due));
}

/** With a notice given now. A first one that comes late moves the end, so that what is shown is what acts. */
export function withNotice<Known extends Noticed>(known: Known, now: Date) {
  const earliest = known.noticedAt ? 0 : now.getTime() + floorSecondsOf(known) * 1000;
  const endsAt = new Date(Math.max(known.endsAt.getTime(), earliest));
  return { ...known, endsAt, noticedAt: known.noticedAt ?? now, noticeAt: nextNotice({ ...known, endsAt }, now) };
}

/** With an end that somebody chose. Who chooses one so near that its notice would be due has been told by that. */
export function withEnd<Known extends Life>(known: Known, endsAt: Date, now: Date) {
  const chosen = { ...known, endsAt };
  const isNear = endsAt.getTime() - warnSecondsOf(chosen) * 1000 <= now.getTime();
  return { ...chosen, noticedAt: isNear ? now : null, noticeAt: nextNotice(chosen, now) };
}
