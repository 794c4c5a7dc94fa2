import { expect, onTestFinished, test } from 'vitest';
import { mayDial } from './addresses.ts';
import { createFacilityHttp } from './facility-http.ts';
import { FacilityMisbehaves } from './trouble.ts';

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

test.each([
  ['this machine', '127.0.0.1'],
  ['where clouds hand out credentials', '169.254.169.254'],
  ['this machine in the other family', '::1'],
])('SEC-T14: a name that resolves to %s is not dialled, though it resolved elsewhere before', async (_, address) => {
  let asked = 0;
  const rebind = ((_name: string, _options: unknown, callback: (error: null, found: object[]) => void) => {
    asked++;
    callback(null, [{ address, family: address.includes(':') ? 6 : 4 }]);
  }) as never;
  const limits = { longestAnswerBytes: 1000, longestEventBytes: 1000, silenceMs: 1000 };
  const http = createFacilityHttp(limits, rebind);
  onTestFinished(http.close);
  await expect(http.send(new Request('https://connector.facility.example/v1/facility'))).rejects.toThrow(
    'resolves to no address of a facility',
  );
  expect(asked).toBe(1);
});

test('SEC-T14: an entry that names such an address itself is not dialled', async () => {
  const http = createFacilityHttp({ longestAnswerBytes: 1000, longestEventBytes: 1000, silenceMs: 1000 });
  onTestFinished(http.close);
  for (const url of ['https://169.254.169.254/v1', 'https://[fe80::1]/v1', 'https://0.0.0.0/v1']) {
    await expect(http.send(new Request(url))).rejects.toThrow(FacilityMisbehaves);
  }
});
