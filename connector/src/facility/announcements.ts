import { announcement } from '@atrium/contract/v1/facility';
import * as z from 'zod';
import type { Problem } from '../engines/engine.ts';
import type { Read } from '../watched-file.ts';

const entry = z.strictObject({
  id: announcement.shape.id.min(1).max(60),
  text: announcement.shape.text.min(1),
  from: announcement.shape.from.default(null),
  until: announcement.shape.until.default(null),
});
const file = z.strictObject({ announcements: z.array(z.unknown()) });

export type Announcement = z.output<typeof announcement>;
/** The announcements as they are written, for those who write them. */
export type AnnouncementsFile = { announcements: z.input<typeof entry>[] };

/** @throws Error when the file as a whole has another shape; an announcement that is wrong is not made. */
export function parseAnnouncements(written: unknown, name: string): Read<Announcement[]> {
  if (written === undefined) return { value: [], problems: [] };
  const whole = file.safeParse(written);
  if (!whole.success) throw new Error(`${name} cannot be used: ${z.prettifyError(whole.error)}`);
  const problems: Problem[] = [];
  const value = whole.data.announcements.flatMap((one, index) => {
    const parsed = entry.safeParse(one);
    if (parsed.success) return [parsed.data];
    const subject = `announcements.${index}`;
    const message = `${name}: ${subject}: ${z.prettifyError(parsed.error)}`;
    problems.push({ code: 'ANNOUNCEMENT_WRONG', message, subject });
    return [];
  });
  return { value, problems };
}

/** Those that are made now. */
export function current(all: Announcement[], now: Date): Announcement[] {
  const time = now.getTime();
  return all.filter(
    ({ from, until }) => (from === null || Date.parse(from) <= time) && (until === null || time < Date.parse(until)),
  );
}
