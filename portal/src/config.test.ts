import { expect, test } from 'vitest';
import { parseConfig } from './config.ts';

const whole = {
  publicUrl: 'https://portal.example',
  port: 7400,
  stateDirectory: 'state',
  signingKeysFile: 'signing-keys.json',
  encryptionKeysFile: 'encryption-keys.json',
  issuers: [
    {
      id: 'login',
      name: 'Research login',
      issuer: 'https://login.example',
      clientId: 'atrium',
      clientKeyFile: 'client-key.json',
      idTokenAlg: 'ES256',
    },
  ],
};
const [login] = whole.issuers;

test('a wrong configuration names each setting, what it is for and an example', () => {
  const read = () => parseConfig('portal.json', { publicUrl: 'nonsense', colour: 'red' });
  expect(read).toThrow('portal.json cannot be used:');
  expect(read).toThrow(/publicUrl: .*The address of this portal.* Example: "https:/);
  expect(read).toThrow(/stateDirectory: Invalid input.*\. Where this portal keeps/);
  expect(read).toThrow(/signingKeysFile: Invalid input.*\. The keys that sign tokens/);
  expect(read).toThrow(/issuers: Invalid input.*\. The identity providers/);
  expect(read).toThrow(/colour/);
});

test('paths are relative to the file that names them', () => {
  const config = parseConfig('/etc/atrium/portal.json', whole);
  expect(config.stateDirectory).toBe('/etc/atrium/state');
  expect(config.signingKeysFile).toBe('/etc/atrium/signing-keys.json');
  expect(config.issuers[0]?.clientKeyFile).toBe('/etc/atrium/client-key.json');
});

test.each([
  ['publicUrl', { publicUrl: 'http://portal.example' }, /publicUrl: must be https/],
  ['publicUrl', { publicUrl: 'https://portal.example/atrium' }, /publicUrl: must be scheme, host and port alone/],
  ['publicUrl', { publicUrl: 'http://localhost.evil.example' }, /publicUrl: must be https/],
  ['issuers', { issuers: [{ ...login, issuer: 'http://login.example' }] }, /issuers\.0\.issuer: must be https/],
  ['issuers', { issuers: [login, login] }, /issuers: two issuers have one id/],
  ['issuers', { issuers: [{ ...login, idTokenAlg: 'HS256' }] }, /issuers\.0\.idTokenAlg/],
  ['issuers', { issuers: [{ ...login, parameters: { state: 'x' } }] }, /issuers\.0\.parameters\.state/],
])('SEC-H1: %s as in %o is refused', (_, wrong, complaint) => {
  expect(() => parseConfig('portal.json', { ...whole, ...wrong })).toThrow(complaint);
});

test.each(['http://localhost:7400', 'http://127.0.0.1:7400', 'https://portal.example:8443'])(
  '%s may be the portal',
  (publicUrl) => {
    expect(parseConfig('portal.json', { ...whole, publicUrl }).publicUrl).toBe(publicUrl);
  },
);
