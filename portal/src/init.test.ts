import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint } from 'jose';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { profileOf } from '../testing/portal.ts';
import { readConfig } from './config.ts';
import { initPortal, rotateSigningKeys } from './init.ts';
import { readSeal } from './keys/seal.ts';
import { readSigningKeys } from './keys/signing-keys.ts';
import { createIssuers } from './signin/issuers.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atrium-init-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});
const path = (file: string) => join(directory, file);
const json = async (file: string) => JSON.parse(await readFile(path(file), 'utf8'));
const init = () =>
  initPortal(directory, {
    publicUrl: 'https://portal.example',
    port: 7400,
    issuers: [profileOf('https://login.example')],
  });

test('a new portal has settings that can be used, fresh keys that only its account reads, and says what to register', async () => {
  const { clients } = await init();
  const config = readConfig(path('portal.json'));
  expect(config).toMatchObject({ publicUrl: 'https://portal.example', stateDirectory: path('state') });
  for (const file of ['signing-keys.json', 'encryption-keys.json', 'client-key-login.json']) {
    expect((await stat(path(file))).mode & 0o777).toBe(0o600);
  }
  const keys = await readSigningKeys(config.signingKeysFile);
  expect(keys.jwks.keys).toHaveLength(2);
  expect(keys.jwks.keys.every((key) => !('d' in key))).toBe(true);
  for (const key of keys.jwks.keys) expect(key.kid).toBe(await calculateJwkThumbprint(key));
  await createIssuers(config.issuers, () => new Date());

  expect(clients).toMatchObject([
    {
      client_id: 'atrium',
      redirect_uris: ['https://portal.example/sign-in/callback'],
      post_logout_redirect_uris: ['https://portal.example/signed-out'],
      backchannel_logout_uri: 'https://portal.example/back-channel-logout',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' }] },
    },
  ]);
  expect(JSON.stringify(clients)).not.toContain('"d"');
});

test('SEC-H1: two portals have no key in common', async () => {
  await init();
  const first = [
    await json('signing-keys.json'),
    await json('encryption-keys.json'),
    await json('client-key-login.json'),
  ];
  await rm(directory, { recursive: true });
  await init();
  const second = [
    await json('signing-keys.json'),
    await json('encryption-keys.json'),
    await json('client-key-login.json'),
  ];
  const secrets = JSON.stringify(first).match(/"(?:d|key)":"[\w-]{43}"/g) ?? [];
  expect(secrets).toHaveLength(4);
  for (const secret of secrets) expect(JSON.stringify(second)).not.toContain(secret);
});

test('what is there is not touched', async () => {
  await init();
  const before = await readFile(path('signing-keys.json'), 'utf8');
  await expect(init()).rejects.toThrow('is there already');
  await rm(path('portal.json'));
  await expect(init()).rejects.toThrow('EEXIST');
  expect(await readFile(path('signing-keys.json'), 'utf8')).toBe(before);
});

test('settings that cannot be used are named, and nothing is written', async () => {
  const issuers = [profileOf('http://login.example')];
  const wrong = initPortal(directory, { publicUrl: 'http://portal.example', port: 7400, issuers });
  await expect(wrong).rejects.toThrow(/publicUrl: must be https[\s\S]*issuers\.0\.issuer: must be https/);
  expect(await readdir(directory)).toEqual([]);
});

const zeros = Buffer.alloc(32).toString('base64url');
const phrase = Buffer.from('changeme-changeme-changeme-chang').toString('base64url');
const ofRfc = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
};

test.each<[string, string, unknown, RegExp]>([
  ['signing keys that are not there', 'signing-keys.json', undefined, /^signingKeysFile: .* cannot be read \(ENOENT\)/],
  ['signing keys that are empty', 'signing-keys.json', '', /^signingKeysFile: .* is not JSON/],
  [
    'signing keys without a next one',
    'signing-keys.json',
    { current: { madeAt: '2026-11-25T00:00:00Z', jwk: ofRfc } },
    /^signingKeysFile: .*next/,
  ],
  [
    'the signing key of an RFC',
    'signing-keys.json',
    { current: { madeAt: '2026-11-25T00:00:00Z', jwk: ofRfc }, next: { madeAt: '2026-11-25T00:00:00Z', jwk: ofRfc } },
    /^signingKeysFile: .*is the example key of an RFC/,
  ],
  [
    'an encryption key of zeros',
    'encryption-keys.json',
    { keys: [{ id: 'a', key: zeros }] },
    /^encryptionKeysFile: .*is not random/,
  ],
  [
    'a phrase as encryption key',
    'encryption-keys.json',
    { keys: [{ id: 'a', key: phrase }] },
    /^encryptionKeysFile: .*is not random/,
  ],
  [
    'an encryption key that is too short',
    'encryption-keys.json',
    { keys: [{ id: 'a', key: 'AAAA' }] },
    /^encryptionKeysFile: .*is not 32 bytes/,
  ],
  ['no encryption key', 'encryption-keys.json', { keys: [] }, /^encryptionKeysFile: /],
])('SEC-H1: %s: nothing starts, and the setting is named', async (_, file, content, complaint) => {
  await init();
  await rm(path(file));
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  if (content !== undefined) await writeFile(path(file), text, { mode: 0o600 });
  const config = readConfig(path('portal.json'));
  const read = async () => {
    await readSigningKeys(config.signingKeysFile);
    readSeal(config.encryptionKeysFile);
  };
  await expect(read()).rejects.toThrow(complaint);
});

test('SEC-H1: a key that others may read starts nothing', async () => {
  await init();
  await chmod(path('signing-keys.json'), 0o640);
  await expect(readSigningKeys(path('signing-keys.json'))).rejects.toThrow('its mode must be 0600');
  await chmod(path('client-key-login.json'), 0o604);
  const { issuers } = readConfig(path('portal.json'));
  await expect(createIssuers(issuers, () => new Date())).rejects.toThrow(/^issuers\.0\.clientKeyFile: .*0600/);
});

test('a key whose halves do not belong together starts nothing', async () => {
  await init();
  const keys = await json('signing-keys.json');
  keys.current.jwk.d = keys.next.jwk.d;
  await writeFile(path('signing-keys.json'), JSON.stringify(keys));
  await expect(readSigningKeys(path('signing-keys.json'))).rejects.toThrow(/^signingKeysFile: /);
});

test('the next signing key takes over when it has been seen for a day, and the one before stays a while', async () => {
  await init();
  const file = path('signing-keys.json');
  const before = await readSigningKeys(file);
  await expect(rotateSigningKeys(file, new Date(Date.now() + 3600_000))).rejects.toThrow('24 h');
  await rotateSigningKeys(file, new Date(Date.now() + 25 * 3600_000));
  const after = await readSigningKeys(file);
  expect(after.kid).toBe(before.jwks.keys[1]?.kid);
  expect(after.jwks.keys).toHaveLength(3);
  expect(after.jwks.keys[2]?.kid).toBe(before.kid);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('SEC-T1: what is sealed for one login opens for no other, and not when it was changed', async () => {
  await init();
  const { seal, open } = readSeal(path('encryption-keys.json'));
  const sealed = seal('refresh-token', 'login-a');
  expect(sealed).not.toContain('refresh-token');
  expect(open(sealed, 'login-a')).toBe('refresh-token');
  expect(open(sealed, 'login-b')).toBeUndefined();
  const [id, content = ''] = sealed.split('.');
  const flipped = Buffer.from(content, 'base64url');
  flipped[14] = (flipped[14] ?? 0) ^ 1;
  expect(open(`${id}.${flipped.toString('base64url')}`, 'login-a')).toBeUndefined();
  expect(open('other.AAAA', 'login-a')).toBeUndefined();
  expect(seal('refresh-token', 'login-a')).not.toBe(sealed);
});
