import { expect, test } from 'vitest';
import { pathOn } from './return-path.ts';

const own = 'https://k3v9q0zt5m1x8d2ck3v9q0zt5m.apps.facility.example';

test.each(['/', '/lab/tree/50%25%20a+b.ipynb?reset&x=1', '/.atrium/', '/a#b', '/@org/p~1'])(
  '%s is a way back',
  (path) => {
    expect(pathOn(own, path)).toBe(`${own}${path}`);
  },
);

const endless = `/${'a'.repeat(10_000)}`;
test.each(
  [
    '',
    'lab',
    '//e',
    '///e',
    '/\\e',
    '\\\\e',
    '/..//e',
    '/.//e',
    '/%2e//e',
    '//e@x',
    'https:e',
    'https:/e',
    'https://e',
  ].concat(
    [
      `${own}.evil/`,
      'javascript:alert(1)',
      'data:,x',
      'blob:x',
      '\t//e',
      '/\t/e',
      '/\n/e',
      '/\0',
      ' /',
      '/ /e',
      '/\u2044e',
    ],
    ['//e\u3002example', '//[::1]', '/\u00a0', '/\u202e', endless],
  ),
)('SEC-T2: %j is not', (path) => {
  expect(pathOn(own, path)).toBeUndefined();
});
