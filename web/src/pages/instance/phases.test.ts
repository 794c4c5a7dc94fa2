import { expect, test } from 'vitest';
import { amberFinch, failedFinch, logOf, quietHeron } from '../../../testing/made-up/instances.ts';
import { phasesOf } from './phases.ts';

const now = new Date('2026-11-25T09:14:00Z');

test('while it starts, what is past has its seconds, and what comes has none', () => {
  const finch = amberFinch();
  expect(phasesOf(finch, logOf(finch), now)).toEqual([
    { name: 'place', is: 'done', seconds: 14 },
    { name: 'data', is: 'done', seconds: null },
    { name: 'start', is: 'now', seconds: 166 },
    { name: 'answer', is: 'next', seconds: null },
  ]);
});

test('the same phases stand there from the first moment to the last', () => {
  const finch = amberFinch();
  const namesAfter = (steps: number) => phasesOf(finch, logOf(finch).slice(0, steps), now).map(({ name }) => name);
  expect(namesAfter(1)).toEqual(['place', 'data', 'start', 'answer']);
  expect(namesAfter(3)).toEqual(namesAfter(1));
  const without = { ...finch, data: [] };
  expect(phasesOf(without, logOf(without), now).map(({ name }) => name)).toEqual(['place', 'start', 'answer']);
});

test('a failure stands at the phase in which it came', () => {
  const finch = failedFinch();
  expect(phasesOf(finch, logOf(finch), now).map(({ is }) => is)).toEqual(['done', 'done', 'failed', 'next']);
});

test('the log of an earlier start says nothing of this one', () => {
  const heron = { ...quietHeron(), state: 'queued', startedAt: '2026-11-25T09:13:30Z', readyAt: null };
  const again = { ...logOf(quietHeron()).slice(0, 1)[0], action: 'start', at: heron.startedAt, seq: 9 };
  const events = [...logOf(quietHeron()), { ...logOf(quietHeron())[0], ...again }] as Parameters<typeof phasesOf>[1];
  expect(phasesOf(heron, events, now)[0]).toEqual({ name: 'place', is: 'now', seconds: 30 });
});
