import { isPage } from '@atrium/contract/portal/pages';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { returnAddress } from './redirect.ts';

const portal = 'https://portal.example';
const start = `${portal}/`;

test.each([
  ['/', start],
  ['/instances', `${portal}/instances`],
  ['/instances/new?data=10.5072%2Fx&data=a+b%2Bc', `${portal}/instances/new?data=10.5072%2Fx&data=a+b%2Bc`],
  ['/search?q=é#row-40', `${portal}/search?q=%C3%A9#row-40`],
  ['/join#secret', `${portal}/join#secret`],
  ['/?next=//evil.example', `${portal}/?next=//evil.example`],
  ['/account/../instances', `${portal}/instances`],
  ['/%69nstances', start],
])('C4, SEC-T2: %s comes back as %s', (asked, address) => {
  expect(returnAddress(asked, portal)).toBe(address);
});

const hostile = [
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '\\/evil.example',
  '/%5cevil.example',
  '/%2f/evil.example',
  '/%2fevil.example',
  '/..//evil.example',
  '/.//evil.example',
  '/%2e//evil.example',
  '/%2e%2e//evil.example',
  '/instances/..//evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r/evil.example',
  '\t//evil.example',
  '\r\n//evil.example',
  ' //evil.example',
  '\0//evil.example',
  '/\0/evil.example',
  '/instances\r\nset-cookie: a=b',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  'https://evil.example',
  'HTTPS://evil.example',
  '//portal.example\\@evil.example',
  '//portal.example@evil.example',
  'https://portal.example@evil.example',
  'https://portal.example.evil.example',
  'https://portal.example',
  'javascript:alert(1)',
  '/javascript:alert(1)',
  'data:text/html,x',
  'blob:https://portal.example/x',
  'blob:https://portal.example/instances',
  '//evil。example',
  '//[::1]',
  '/⁄⁄evil.example',
  '\u00a0//evil.example',
  '/\u00a0/evil.example',
  '\u3000//evil.example',
  '\u202e//evil.example',
  '/instances\u202e',
  '/\u200b/evil.example',
  '/\ufeff/evil.example',
  `/instances?${'x'.repeat(10_000)}`,
  '/sign-in',
  '/sign-in?returnTo=/',
  '/sign-in/callback?code=x&state=y',
  '/sign-out',
  '/back-channel-logout',
  '/api/me',
  '/api/f/lumen/v1/instances',
  '/assets/main.js',
  '/.well-known/jwks.json',
  '/nowhere',
  '',
  'instances',
  '?x',
  '#x',
  undefined,
  null,
  7,
  ['/instances', '/instances'],
  { toString: () => '/instances' },
];

const twice = hostile
  .filter((one): one is string => typeof one === 'string' && one !== 'instances')
  .flatMap((one) => [encodeURI(one), encodeURIComponent(one), `/${encodeURIComponent(one)}`]);

test.each([...hostile, ...twice].map((asked) => ({ asked })))(
  'SEC-H10, SEC-6.4: $asked leads to the start',
  ({ asked }) => {
    expect(returnAddress(asked, portal)).toBe(start);
  },
);

test('SEC-H10: whatever is asked, a browser ends at a page of this portal', () => {
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2f',
    '%5c',
    '@',
    ':',
    'evil.example',
    'portal.example',
    'https',
    'instances',
    '?',
    '#',
    '\t',
    ' ',
    '//',
    '\u00a0',
    '\u3002',
    'javascript',
    '[',
    ']',
    '%00',
    ';',
  );
  const addresses = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(addresses, (asked) => {
      const url = new URL(returnAddress(asked, portal));
      expect(url.protocol).toBe('https:');
      expect(url.host).toBe('portal.example');
      expect(url.username + url.password).toBe('');
      expect(isPage(url.pathname)).toBe(true);
      expect(url.pathname.startsWith('//')).toBe(false);
    }),
    { numRuns: 5000 },
  );
});

test('SEC-H10: an address that is accepted stays what it is when it is asked again', () => {
  fc.assert(
    fc.property(fc.webPath(), fc.webQueryParameters(), fc.webFragments(), (path, query, fragment) => {
      const address = returnAddress(`/instances${path}?${query}#${fragment}`, portal);
      expect(returnAddress(address.slice(portal.length), portal)).toBe(address);
    }),
    { numRuns: 2000 },
  );
});
