import { expect, test } from 'vitest';
import { tableOf } from './table.ts';

const measured = {
  name: 'launches',
  title: 'no-op launches',
  rounds: 3,
  seconds: 12.4,
  figures: [
    { name: 'launches per second', unit: '/s', samples: [190, 210, 230] },
    { name: 'API answer', unit: 'ms', samples: Array.from({ length: 100 }, (_, index) => index + 1) },
  ],
  bars: [
    { what: 'launches per second', is: '>' as const, than: 200, unit: '/s', measured: 210 },
    { what: 'API p95', is: '<' as const, than: 100, unit: 'ms', measured: 100 },
  ],
  notes: ['as measured'],
  failure: null,
};

test('each figure stands with its median and its tail, and each bar with what was measured', () => {
  expect(tableOf(measured).split('\n')).toEqual([
    'launches: no-op launches (12 s)',
    '                              samples         median            p95            p99',
    '  launches per second               3         210 /s',
    '  API answer                      100          50 ms          95 ms          99 ms',
    '  bar                                       measured         wanted',
    '  launches per second                         210 /s       > 200 /s          holds',
    '  API p95                                     100 ms       < 100 ms         MISSED',
    '  · as measured',
  ]);
});

test('a bench that could not be measured says why', () => {
  const nothing = { ...measured, figures: [], bars: [], notes: [], failure: 'websockify is missing' };
  expect(tableOf(nothing)).toBe('launches: no-op launches (12 s)\n  ! not measured: websockify is missing');
});
