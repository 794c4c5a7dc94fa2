/**
 * How many milliseconds ago something was. What seems to lie ahead was noted before the clock was moved back: it counts
 * as so old, for otherwise whatever waits for its age would wait as long as the clock was moved.
 */
export function ageMs(at: number, now: Date): number {
  return Math.abs(now.getTime() - at);
}
