const hour = 3_600_000;
const day = 24 * hour;

/** A day, or near the end an hour: the next end that − chooses; never within the next hour. */
export function earlier(end: Date, now: Date): Date | undefined {
  const left = end.getTime() - now.getTime();
  const by = left > 2 * day ? day : hour;
  return left - by >= hour ? new Date(end.getTime() - by) : undefined;
}

/** A day further, or as far as the rule allows. */
export function later(end: Date, most: Date): Date | undefined {
  const room = most.getTime() - end.getTime();
  return room > 60_000 ? new Date(end.getTime() + Math.min(day, room)) : undefined;
}
