import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import { createLocalJWKSet, decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { entryOf } from '../../testing/facility.ts';
import { createLog } from '../../testing/log.ts';
import type { Login } from '../account/login.ts';
import type { Facilities } from '../facilities/facilities.ts';
import { createTokens } from './tokens.ts';

const now = new Date('2026-11-25T09:14:00Z');
const lumen = entryOf('lumen', 'http://127.0.0.1:7411');

async function make(known: FacilityEntry[] = [lumen]) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' } as never] };
  const facilities = { find: (id: string) => known.find((entry) => entry.id === id) } as Facilities;
  const keys = { kid: 'one', privateKey, jwks };
  const { log, lines } = createLog();
  const tokens = createTokens({ keys, publicUrl: 'https://portal.example', facilities, clock: () => now, log });
  const read = async (token: string) => {
    const options = { audience: lumen.audience, typ: 'at+jwt', currentDate: now };
    return (await jwtVerify(token, createLocalJWKSet(jwks), options)).payload;
  };
  return { tokens, read, lines };
}

const login = {
  id: 'l123456789012345',
  issuer: 'https://login.example',
  subject: 'mira@demo.atrium.example',
  name: 'Mira Okafor',
  organisation: 'Institute of Examples',
  acr: null,
  authTime: null,
  endsAt: new Date('2026-11-25T21:00:00Z'),
  trusted: { entitlements: ['urn:geant:x:group:a'], affiliation: ['staff@x'], assurance: ['https://y'] },
} as unknown as Login;

test('a token names its type, its algorithm and its key, and nothing by which a key could be smuggled in', async () => {
  const { tokens } = await make();
  expect(decodeProtectedHeader(await tokens.forPerson(login, lumen))).toEqual({
    typ: 'at+jwt',
    alg: 'ES256',
    kid: 'one',
  });
});

test('SEC-T7: for an audience that is not in the federation nothing is signed', async () => {
  const { tokens } = await make([]);
  expect(() => tokens.forPerson(login, lumen)).toThrow('not an audience of this federation');
  expect(() => tokens.forMachine(lumen)).toThrow('not an audience of this federation');
  const other = await make([{ ...lumen, audience: 'https://other.example' }]);
  expect(() => other.tokens.forMachine(lumen)).toThrow('not an audience of this federation');
});

test('no token outlives the login', async () => {
  const { tokens, read } = await make();
  const soonOver = { ...login, endsAt: new Date(now.getTime() + 60_000) };
  expect((await read(await tokens.forPerson(soonOver, lumen))).exp).toBe(now.getTime() / 1000 + 60);
});

test('a facility receives those claims that its entry names', async () => {
  const { tokens, read } = await make();
  const payload = await read(await tokens.forPerson(login, { ...lumen, receives: ['assurance'] }));
  expect(payload).toMatchObject({ assurance: ['https://y'], org: 'Institute of Examples' });
  expect(payload).not.toHaveProperty('entitlements');
  expect(payload).not.toHaveProperty('affiliation');
});

test('however many claims there are, the token fits into a header, and the log says once what was left out', async () => {
  const { tokens, read, lines } = await make();
  await tokens.forPerson(login, lumen);
  expect(lines).toEqual([]);
  const entitlements = Array.from({ length: 500 }, (_, at) => `urn:geant:x:group:${'g'.repeat(100)}${at}`);
  const token = await tokens.forPerson({ ...login, trusted: { ...login.trusted, entitlements } }, lumen);
  expect(token.length).toBeLessThan(12_000);
  const sent = (await read(token)).entitlements as string[];
  expect(sent.length).toBeGreaterThan(40);
  expect(entitlements.slice(0, sent.length)).toEqual(sent);
  await tokens.forPerson({ ...login, trusted: { ...login.trusted, entitlements } }, lumen);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, login: login.id, facility: 'lumen', leftOut: { entitlements: 500 - sent.length, affiliation: 1 } },
  ]);
  expect(lines.join()).not.toContain('ggg');
});

test('a token of the portal itself carries no person', async () => {
  const { tokens, read } = await make();
  expect(Object.keys(await read(await tokens.forMachine(lumen))).sort()).toEqual(
    ['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'scope', 'sub'].sort(),
  );
});
