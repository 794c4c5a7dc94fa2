import { expect, test } from 'vitest';
import { type Answer, startIssuer, type TestIssuer } from '../../testing/issuer.ts';
import { preparePortal, profileOf, startTestPortal } from '../../testing/portal.ts';
import { callBack, goToIssuer, nobodyIsSignedIn, sharedSignInWorld } from '../../testing/sign-in.ts';

const world = sharedSignInWorld();

const wrongDiscoveries: [string, (right: Record<string, unknown>, issuer: TestIssuer) => Answer | Promise<Answer>][] = [
  ['names another issuer', (right) => ({ body: { ...right, issuer: 'https://evil.example' } })],
  ['names the issuer with a slash more', (right, { url }) => ({ body: { ...right, issuer: `${url}/` } })],
  ['redirects', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' })],
  ['is a page', () => ({ type: 'text/html', body: '<h1>Welcome</h1>' })],
  ['has ten megabytes', (right) => ({ body: { ...right, x: 'x'.repeat(10 * 2 ** 20) } })],
  ['is a list', () => ({ body: [] })],
  ['is an error', () => ({ status: 500, body: {} })],
  ['does not come', () => new Promise(() => {})],
];

test.each(wrongDiscoveries)('where the discovery document %s, no sign-in begins', async (_, discovery) => {
  const issuer = await startIssuer();
  issuer.tamper.discovery = (right) => discovery(right, issuer);
  const portal = await startTestPortal(await preparePortal([profileOf(issuer.url)]));
  const browser = portal.openBrowser();
  const response = await browser.ask(`${portal.url}/sign-in`);
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ code: 'SIGN_IN_FAILED', data: { step: 'issuer' } });
  await nobodyIsSignedIn(portal, browser);

  // The issuer comes to its senses, and nothing has to be restarted.
  issuer.tamper.discovery = (right) => ({ body: right });
  await browser.signIn();
  expect((await browser.call('GET', '/api/me')).status).toBe(200);
});

test('an issuer that is not there, or not known, is said to the person', async () => {
  const { portal, browser, issuer } = world;
  const { url } = await browser.signIn('/instances', 'nobody');
  const page = new URL(url);
  expect(page.pathname).toBe('/sign-in-failed');
  expect(Object.fromEntries(page.searchParams)).toMatchObject({ step: 'issuer', returnTo: '/instances' });

  const gone = await startIssuer();
  await gone.stop();
  const other = await startTestPortal(await preparePortal([profileOf(gone.url)]));
  expect((await other.openBrowser().ask(`${other.url}/sign-in`)).status).toBe(403);
  expect(issuer.asked.filter(({ path }) => path === '/authorize')).toEqual([]);
  expect(portal.url).not.toBe(other.url);
});

const wrongUserInfos: [string, (right: Record<string, unknown>) => Answer][] = [
  ['is about somebody else', (right) => ({ body: { ...right, sub: 'ada' } })],
  ['is about nobody', ({ sub: _, ...right }) => ({ body: right })],
  ['is not JSON', () => ({ body: 'nothing' })],
  ['is a page', () => ({ type: 'text/html', body: '<h1>Welcome</h1>' })],
  ['is signed by a stranger', () => ({ type: 'application/jwt', body: 'e30.e30.AAAA' })],
  ['is refused', () => ({ status: 403, body: {} })],
  ['redirects', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' })],
  ['has ten megabytes', (right) => ({ body: { ...right, x: 'x'.repeat(10 * 2 ** 20) } })],
];

test.each(wrongUserInfos)('SEC-T1: where UserInfo %s, nobody signs in', async (_, userinfo) => {
  const { issuer, portal, browser } = world;
  issuer.tamper.userinfo = userinfo;
  expect(await callBack(browser, await goToIssuer(browser, portal))).toEqual({ status: 403, step: 'userinfo' });
  await nobodyIsSignedIn(portal, browser);
});

const wrongTokenAnswers: [string, (right: Record<string, unknown>) => Answer][] = [
  ['has no ID token', ({ id_token: _, ...right }) => ({ body: right })],
  ['has no access token', ({ access_token: _, ...right }) => ({ body: right })],
  ['has tokens of an odd type', (right) => ({ body: { ...right, token_type: 'mac' } })],
  ['is an error of the server', () => ({ status: 500, body: {} })],
  ['is a refusal', () => ({ status: 400, body: { error: 'invalid_grant' } })],
  ['is a page', () => ({ type: 'text/html', body: '<h1>Welcome</h1>' })],
  ['redirects', () => ({ status: 307, headers: { location: 'http://127.0.0.1:1/' }, body: '' })],
];

test.each(wrongTokenAnswers)('SEC-T1: where the answer with the tokens %s, nobody signs in', async (_, token) => {
  const { issuer, portal, browser } = world;
  issuer.tamper.token = token;
  expect(await callBack(browser, await goToIssuer(browser, portal))).toEqual({ status: 403, step: 'token' });
  await nobodyIsSignedIn(portal, browser);
});

test('SEC-T1: a code without the verifier of its attempt is not redeemed', async () => {
  const { issuer, portal, browser } = world;
  const callback = await goToIssuer(browser, portal);
  for (const grant of issuer.grants.values()) grant.challenge = 'of another verifier';
  expect(await callBack(browser, callback)).toEqual({ status: 403, step: 'token' });
});

test('an issuer that must not name itself (RFC 9207) may be told so in its profile, and a wrong name still counts', async () => {
  const issuer = await startIssuer();
  issuer.tamper.discovery = (right) => ({
    body: { ...right, authorization_response_iss_parameter_supported: undefined },
  });
  issuer.tamper.response = ({ iss: _, ...right }) => right;
  const portal = await startTestPortal(await preparePortal([profileOf(issuer.url, { requireIss: false })]));
  const browser = portal.openBrowser();
  expect((await callBack(browser, await goToIssuer(browser, portal))).status).toBe(303);
  const callback = `${await goToIssuer(browser, portal)}&iss=https%3A%2F%2Fevil.example`;
  expect(await callBack(browser, callback)).toEqual({ status: 403, step: 'issuer' });
});

test('whoever has less than the assurance that is asked does not sign in', async () => {
  const issuer = await startIssuer();
  const minAssurance = 'https://refeds.org/assurance/IAP/medium';
  const portal = await startTestPortal(await preparePortal([profileOf(issuer.url, { minAssurance })]));
  const browser = portal.openBrowser();
  issuer.tamper.person = { ...issuer.tamper.person, eduperson_assurance: ['https://refeds.org/assurance/IAP/low'] };
  expect(await callBack(browser, await goToIssuer(browser, portal))).toEqual({ status: 403, step: 'assurance' });
  await nobodyIsSignedIn(portal, browser);
  issuer.tamper.person = { ...issuer.tamper.person, eduperson_assurance: 'https://refeds.org/assurance/IAP/high' };
  expect((await callBack(browser, await goToIssuer(browser, portal))).status).toBe(303);
});
