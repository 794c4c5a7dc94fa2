import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { expect, onTestFinished, test, vi } from 'vitest';
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

test('SEC-6.1, SEC-6.2: the issuer changes its key while people work: nobody is signed out, and what the old key signs is nothing', async () => {
  const hours = movedByHand();
  const { issuer, portal, browser } = await signInWorld();
  const next = await generateKeyPair('ES256');
  const nextJwk = { ...(await exportJWK(next.publicKey)), kid: 'two', alg: 'ES256', use: 'sig' };
  const oldKey = { alg: 'ES256', kid: 'one' };
  const deliver = (token: string) =>
    portal.openBrowser().ask(`${portal.url}/back-channel-logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ logout_token: token }).toString(),
    });
  const byNextKey = async () => {
    const claims = decodeJwt(await issuer.logoutToken());
    return issuer.sign(claims, { alg: 'ES256', kid: 'two', typ: 'logout+jwt' }, next.privateKey);
  };
  await browser.signIn();
  expect((await deliver(await issuer.logoutToken({ sid: 'nobody' }))).status).toBe(200);

  issuer.tamper.jwks = () => ({ body: { keys: [nextJwk] } });
  issuer.tamper.idToken = (_, claims) => issuer.sign(claims, { alg: 'ES256', kid: 'two' }, next.privateKey);
  hours.advance(0.1);
  const another = portal.openBrowser();
  expect(await signInAttempt({ issuer, portal, browser: another })).toEqual({ status: 303, step: undefined });
  expect((await browser.call('GET', '/api/me')).status).toBe(200);

  issuer.tamper.idToken = (_, claims) => issuer.sign(claims, oldKey);
  expect((await signInAttempt({ issuer, portal, browser: portal.openBrowser() })).step).toBe('token');
  expect((await deliver(await byNextKey())).status).toBe(200);
  expect((await browser.call('GET', '/api/me')).status).toBe(401);
  issuer.tamper.idToken = (_, claims) => issuer.sign(claims, { alg: 'ES256', kid: 'two' }, next.privateKey);
  await browser.signIn();
  expect((await deliver(await issuer.logoutToken())).status).toBe(400);
  expect((await browser.call('GET', '/api/me')).status).toBe(200);
});

/** The libraries that keep the keys of an issuer ask the clock of the process. */
function movedByHand() {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  return { advance: (hours: number) => vi.setSystemTime(Date.now() + hours * 3600_000) };
}
