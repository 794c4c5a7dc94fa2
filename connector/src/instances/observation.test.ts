import { expect, test } from 'vitest';
import type { Report } from '../engines/engine.ts';
import { afterReport, isSame } from './observation.ts';

const now = new Date('2026-03-01T12:00:00Z');
const ready = { state: 'ready', reason: null } as const;
const starting = { state: 'starting', reason: null } as const;
const known = (state: string, more: object = {}) =>
  ({ state, reason: null, interfaces: {}, readyAt: null, ...more }) as Parameters<typeof afterReport>[0];
const lost = { code: 'KILLED', data: {} } as const;

const table: [string, Report, string][] = [
  ['requested', { phase: 'absent' }, 'requested'],
  ['requested', { phase: 'starting', interfaces: { web: starting } }, 'starting'],
  ['queued', { phase: 'absent' }, 'failed'],
  ['starting', { phase: 'ready', interfaces: { web: ready } }, 'ready'],
  ['starting', { phase: 'failed', reason: lost }, 'failed'],
  ['ready', { phase: 'absent' }, 'failed'],
  ['stopping', { phase: 'ready', interfaces: { web: ready } }, 'stopping'],
  ['stopping', { phase: 'failed', reason: lost }, 'stopping'],
  ['stopping', { phase: 'absent' }, 'stopped'],
  ['stopped', { phase: 'ready', interfaces: { web: ready } }, 'stopped'],
  ['stopped', { phase: 'absent' }, 'stopped'],
  ['ending', { phase: 'failed', reason: lost }, 'ending'],
  ['ending', { phase: 'absent' }, 'ended'],
  ['ended', { phase: 'ready', interfaces: { web: ready } }, 'ended'],
  ['failed', { phase: 'ready', interfaces: { web: ready } }, 'failed'],
];

test.each(table)('what is %s and reported as %j becomes %s', (state, report, next) => {
  expect(afterReport(known(state), report, now).state).toBe(next);
});

test('what was ready once in a run stays so while its interface starts anew', () => {
  const before = known('ready', { readyAt: now, interfaces: { web: ready } });
  const seen = afterReport(before, { phase: 'starting', interfaces: { web: starting } }, now);
  expect(seen).toMatchObject({ state: 'ready', readyAt: now, interfaces: { web: starting } });
});

test('a restart that was asked for is not forgotten by a report that knows nothing of it', () => {
  const before = known('ready', { readyAt: now, interfaces: { web: { ...starting, restartAsked: true } } });
  const seen = afterReport(before, { phase: 'ready', interfaces: { web: ready } }, now);
  expect(seen.interfaces).toEqual({ web: { ...ready, restartAsked: true } });
});

test('the order in which a database keeps the members of an object is no news', () => {
  const reason = { code: 'EXITED', data: { a: 1, b: 2 } } as const;
  const other = { data: { b: 2, a: 1 }, code: 'EXITED' } as const;
  expect(isSame(known('failed', { reason }), known('failed', { reason: other }))).toBe(true);
});
