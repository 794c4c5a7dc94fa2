import { expect, test } from 'vitest';
import { mayDial } from './addresses.ts';

test.each([
  ['93.184.216.34', false, true],
  ['10.1.2.3', false, true],
  ['2001:db8::1', false, true],
  ['127.0.0.1', false, false],
  ['127.0.0.1', true, true],
  ['::1', false, false],
  ['::1', true, true],
  ['::ffff:127.0.0.1', false, false],
  ['169.254.169.254', false, false],
  ['169.254.169.254', true, false],
  ['::ffff:169.254.169.254', true, false],
  ['fe80::1', true, false],
  ['fd00:ec2::254', true, false],
  ['0.0.0.0', true, false],
  ['::', true, false],
  ['224.0.0.1', true, false],
  ['255.255.255.255', true, false],
  ['ff02::1', true, false],
])('SEC-T14: whether %s is dialled (an entry on this machine: %s): %s', (address, mayBeLoopback, answer) => {
  expect(mayDial(address, mayBeLoopback)).toBe(answer);
});
