import { generateKeyPairSync } from 'node:crypto';
import { exportSPKI, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import type { TestIssuer } from '../../testing/issuer.ts';
import { nobodyIsSignedIn, sharedSignInWorld, signInAttempt } from '../../testing/sign-in.ts';

const world = sharedSignInWorld();

const attempt = () => signInAttempt(world);

const now = () => Math.floor(Date.now() / 1000);
type Claim = [string, (right: JWTPayload) => JWTPayload];
const without = (name: string) => (right: JWTPayload) => ({ ...right, [name]: undefined });
const as = (name: string, value: () => unknown) => (right: JWTPayload) => ({ ...right, [name]: value() });

const wrongClaims: Claim[] = [
  ...['iss', 'aud', 'sub', 'exp', 'iat', 'nonce'].map((name): Claim => [`no ${name}`, without(name)]),
  ...['iss', 'aud', 'sub', 'nonce'].map((name): Claim => [`another ${name}`, as(name, () => 'other')]),
  ...['iss', 'aud', 'sub', 'nonce'].map((name): Claim => [`a number as ${name}`, as(name, () => 7)]),
  ...['exp', 'iat', 'nbf'].map((name): Claim => [`a text as ${name}`, as(name, () => '7')]),
  ['an empty sub', as('sub', () => '')],
  ['a sub with a line break', as('sub', () => 'mira\nadmin')],
  ['a sub of 300 characters', as('sub', () => 'x'.repeat(300))],
  ['two audiences', as('aud', () => ['atrium', 'other'])],
  ['two audiences, and us as authorized party', (right) => ({ ...right, aud: ['atrium', 'other'], azp: 'atrium' })],
  ['an empty list of audiences', as('aud', () => [])],
  ['another authorized party', as('azp', () => 'other')],
  ['an end in the past', as('exp', () => now() - 31)],
  ['an issue a week ago', as('iat', () => now() - 7 * 86_400)],
  ['an issue in an hour', as('iat', () => now() + 3600)],
  ['a beginning in a minute', as('nbf', () => now() + 60)],
];

test.each(wrongClaims)('SEC-T1, SEC-6.1: an ID token with %s signs nobody in', async (_, claims) => {
  world.issuer.tamper.claims = claims;
  expect((await attempt()).step).toMatch(/^(token|id-token|userinfo)$/);
  await nobodyIsSignedIn(world.portal, world.browser);
});

const rightClaims: Claim[] = [
  ['us as authorized party', as('azp', () => 'atrium')],
  ['a list of one audience', as('aud', () => ['atrium'])],
  ['an end 20 s ago', as('exp', () => now() - 20)],
  ['an issue 9 minutes ago', as('iat', () => now() - 540)],
];

test.each(rightClaims)('an ID token with %s is accepted', async (_, claims) => {
  world.issuer.tamper.claims = claims;
  expect(await attempt()).toEqual({ status: 303, step: undefined });
});

type Forged = (right: string, claims: JWTPayload, issuer: TestIssuer) => Promise<string | undefined>;
const header: JWTHeaderParameters = { alg: 'ES256', kid: 'one' };
const wrongTokens: [string, Forged][] = [
  ['whose signature was changed', async (right) => `${right.slice(0, -8)}AAAAAAAA`],
  ['whose payload was changed', async (right, claims) => splice(right, 1, { ...claims, sub: 'ada' })],
  [
    'of a foreign key with the same name',
    async (_, claims, { sign }) => sign(claims, header, (await generateKeyPair('ES256')).privateKey),
  ],
  [
    'of a key that is not known',
    async (_, claims, { sign, pair }) => sign(claims, { ...header, kid: 'two' }, pair.privateKey),
  ],
  ['without a signature', async (_, claims) => new UnsecuredJWT(claims).encode()],
  ['without a signature but with a name of one', async (right) => `${right.split('.').slice(0, 2).join('.')}.`],
  [
    'by RS256',
    async (_, claims) => {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey);
    },
  ],
  [
    'by HS256 with the id of the client',
    async (_, claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from('atrium'.repeat(8))),
  ],
  [
    'by HS256 with the public key as the secret',
    async (_, claims, { pair }) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'one' })
        .sign(Buffer.from(await exportSPKI(pair.publicKey))),
  ],
  ['with a demand that we do not know', async (right) => splice(right, 0, { ...header, crit: ['exp'], exp: 1 })],
  ['that is an access token', async (_, claims, { sign }) => sign(claims, { ...header, typ: 'at+jwt' })],
  ['that is a logout token', async (_, claims, { sign }) => sign(claims, { ...header, typ: 'logout+jwt' })],
  ['of a megabyte', async (_, claims, { sign }) => sign({ ...claims, x: 'x'.repeat(2 ** 20) }, header)],
  ['that is none', async () => 'none'],
  ['that is not there', async () => undefined],
];

test.each(wrongTokens)('SEC-H15, SEC-H29: an ID token %s signs nobody in', async (_, forge) => {
  const { issuer } = world;
  issuer.tamper.idToken = (right, claims) => forge(right, claims, issuer);
  expect((await attempt()).step).toMatch(/^(token|id-token)$/);
  await nobodyIsSignedIn(world.portal, world.browser);
});

test('the only key needs no name', async () => {
  world.issuer.tamper.header = ({ kid: _, ...right }) => right;
  expect((await attempt()).status).toBe(303);
});

/** Replaces one part of a token and keeps its signature. */
function splice(token: string, part: number, content: unknown): string {
  const parts = token.split('.');
  parts[part] = Buffer.from(JSON.stringify(content)).toString('base64url');
  return parts.join('.');
}
