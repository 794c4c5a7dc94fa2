import { exportJWK, generateKeyPair } from 'jose';
import { expect, test } from 'vitest';
import type { TestIssuer } from '../../testing/issuer.ts';
import { nobodyIsSignedIn, signInAttempt, signInWorld } from '../../testing/sign-in.ts';

test('of several keys, one without a name is not guessed', async () => {
  const world = await signInWorld();
  const { issuer } = world;
  const other = { ...issuer.publicJwk, x: issuer.publicJwk.y, kid: 'two' };
  issuer.tamper.header = ({ kid: _, ...right }) => right;
  issuer.tamper.jwks = () => ({ body: { keys: [issuer.publicJwk, other] } });
  expect((await signInAttempt(world)).step).toBe('token');
  await nobodyIsSignedIn(world.portal, world.browser);
});

const wrongKeySets: [string, (issuer: TestIssuer) => unknown][] = [
  ['that is empty', () => ({ keys: [] })],
  ['that has two keys of one name', ({ publicJwk }) => ({ keys: [publicJwk, { ...publicJwk, alg: undefined }] })],
  ['that is no set', () => 'nothing'],
  ['of ten megabytes', ({ publicJwk }) => ({ keys: [publicJwk], x: 'x'.repeat(10 * 2 ** 20) })],
];

test.each(wrongKeySets)('with a set of keys %s nobody signs in', async (_, keySet) => {
  const world = await signInWorld();
  world.issuer.tamper.jwks = () => ({ body: keySet(world.issuer) });
  expect((await signInAttempt(world)).step).toBe('token');
  await nobodyIsSignedIn(world.portal, world.browser);
});

test('without the keys of the issuer nobody signs in', async () => {
  const world = await signInWorld();
  world.issuer.tamper.jwks = () => ({ status: 503, body: {} });
  expect((await signInAttempt(world)).step).toBe('token');
  await nobodyIsSignedIn(world.portal, world.browser);
});

test('a key that the issuer has made since is fetched, and the login goes on', async () => {
  const world = await signInWorld();
  const { issuer } = world;
  const next = await generateKeyPair('ES256');
  const nextJwk = { ...(await exportJWK(next.publicKey)), kid: 'two', alg: 'ES256' };
  issuer.tamper.jwks = () => ({ body: { keys: [issuer.publicJwk, nextJwk] } });
  issuer.tamper.idToken = (_, claims) => issuer.sign(claims, { alg: 'ES256', kid: 'two' }, next.privateKey);
  expect((await signInAttempt(world)).status).toBe(303);
});
