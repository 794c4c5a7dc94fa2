import { expect, test } from 'vitest';
import { nextNotice, warnSecondsOf, withEnd, withNotice } from './end.ts';

const minute = 60;
const hour = 3600;
const day = 24 * hour;

const start = new Date('2026-06-01T00:00:00Z');
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const life = (seconds: number) => ({ createdAt: start, endsAt: at(seconds), noticedAt: null as Date | null });

/** Seconds before its end, of a life that goes on. */
function noticesOf(seconds: number): number[] {
  const whole = life(seconds);
  const before: number[] = [];
  for (let next = nextNotice(whole, start); next; next = nextNotice(whole, next))
    before.push((whole.endsAt.getTime() - next.getTime()) / 1000);
  return before;
}

test.each([
  ['two weeks', 14 * day, [2 * day, day, hour]],
  ['five days', 5 * day, [30 * hour, day, hour]],
  ['four days', 4 * day, [day, hour]],
  ['eight hours', 8 * hour, [2 * hour, hour]],
  ['four hours', 4 * hour, [hour, 10 * minute]],
  ['half an hour', 30 * minute, [7.5 * minute]],
  ['a minute', minute, [15]],
])('the end of %s is said in time, and again', (_, seconds, before) => {
  expect(noticesOf(seconds)).toEqual(before);
  expect(warnSecondsOf(life(seconds))).toBe(before[0]);
});

test('a notice in time leaves the end where it is', () => {
  const noticed = withNotice(life(8 * hour), at(6 * hour));
  expect(noticed).toMatchObject({ endsAt: at(8 * hour), noticedAt: at(6 * hour), noticeAt: at(7 * hour) });
  expect(withNotice(noticed, at(7 * hour))).toMatchObject({ noticedAt: at(6 * hour), noticeAt: null });
});

test.each([
  ['a minute before the end', 8 * hour - minute],
  ['an hour after it', 9 * hour],
])('C21: a notice %s gives a fifth of the life from then on', (_, late) => {
  expect(withNotice(life(8 * hour), at(late)).endsAt).toEqual(at(late + (8 * hour) / 5));
});

test('C21: after a long life, what was said late ends a day later', () => {
  expect(withNotice(life(14 * day), at(20 * day)).endsAt).toEqual(at(21 * day));
});

test('who moves the end away is told again, who moves it near has been told by that', () => {
  const noticed = withNotice(life(8 * hour), at(6 * hour));
  expect(withEnd(noticed, at(30 * hour), at(7 * hour))).toMatchObject({ noticedAt: null, noticeAt: at(22.5 * hour) });
  expect(withEnd(noticed, at(7.1 * hour), at(7 * hour))).toMatchObject({ noticedAt: at(7 * hour), noticeAt: null });
});
