import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startIssuer } from '../../testing/issuer.ts';
import { createClock, preparePortal, profileOf, startTestPortal } from '../../testing/portal.ts';
import { callBack, goToIssuer, nobodyIsSignedIn, sharedSignInWorld } from '../../testing/sign-in.ts';

const world = sharedSignInWorld();

test('whoever signs in is known, and comes back to where the way began', async () => {
  const { portal, browser, issuer } = world;
  const { url, response } = await browser.signIn('/instances?state=ready&q=a%2Bb+c');
  expect(url).toBe(`${portal.url}/instances?state=ready&q=a%2Bb+c`);
  expect(response.status).toBe(200);
  const me = await browser.call('GET', '/api/me');
  expect(await me.json()).toMatchObject({ name: 'Mira Okafor' });
  const token = issuer.asked.findLast(({ path }) => path === '/token');
  expect(token?.form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
  expect(token?.form.get('client_secret')).toBeNull();
});

test('C4: a deep link comes back exactly, though ten minutes and more pass at the issuer', async () => {
  const clock = createClock();
  const issuer = await startIssuer(clock.now);
  const portal = await startTestPortal(await preparePortal([profileOf(issuer.url)]), { clock: clock.now });
  const browser = portal.openBrowser();
  const link = `/search?filter=${'%2F%2B+a%26%C3%A9'.repeat(100)}&page=2`;

  const { response } = await browser.visit(`${portal.url}/sign-in?returnTo=${encodeURIComponent(link)}`, 0);
  const { response: answer } = await browser.visit(response.headers.get('location') ?? '', 0);
  clock.advance(11 * 60);
  browser.jar.clear();
  const { url } = await browser.visit(answer.headers.get('location') ?? '');
  expect(url).toBe(portal.url + link);
  expect((await browser.call('GET', '/api/me')).status).toBe(200);
});

test('C2: of forty sign-ins that were left, the last completes, and the cookies stay few', async () => {
  const { portal, browser } = world;
  for (let left = 0; left < 39; left++) await browser.visit(`${portal.url}/sign-in`, 0);
  const last = await goToIssuer(browser, portal);
  expect(browser.cookieHeader().length).toBeLessThan(4096);
  expect([...browser.jar.keys()]).toHaveLength(4);
  expect(await callBack(browser, last)).toEqual({ status: 303, step: undefined });
  expect((await browser.call('GET', '/api/me')).status).toBe(200);
});

test('two tabs that sign in at once both succeed, and the later login is the one that stays', async () => {
  const { portal, browser } = world;
  const [one, other] = [await goToIssuer(browser, portal), await goToIssuer(browser, portal)];
  expect((await callBack(browser, one)).status).toBe(303);
  const first = browser.jar.get('__Host-atrium');
  expect((await callBack(browser, other)).status).toBe(303);
  expect(browser.jar.get('__Host-atrium')).not.toBe(first);
  expect(await portal.db.selectFrom('login').selectAll().execute()).toHaveLength(1);
});

test('SEC-T1: of two callbacks at once with one code, one begins a login', async () => {
  const { portal, browser } = world;
  const callback = await goToIssuer(browser, portal);
  const answers = await Promise.all(Array.from({ length: 10 }, () => callBack(browser, callback)));
  expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  expect(answers.filter(({ step }) => step === 'used' || step === 'state')).toHaveLength(9);
  expect(await portal.db.selectFrom('login').selectAll().execute()).toHaveLength(1);
});

const wrongCallbacks: [string, (right: URL) => void, string][] = [
  ['no state', ({ searchParams }) => searchParams.delete('state'), 'state'],
  ['an invented state', ({ searchParams }) => searchParams.set('state', 'x'.repeat(43)), 'state'],
  ['an empty state', ({ searchParams }) => searchParams.set('state', ''), 'state'],
  ['no issuer', ({ searchParams }) => searchParams.delete('iss'), 'issuer'],
  ['another issuer', ({ searchParams }) => searchParams.set('iss', 'https://evil.example'), 'issuer'],
  [
    'the issuer with a slash more',
    ({ searchParams }) => searchParams.set('iss', `${searchParams.get('iss')}/`),
    'issuer',
  ],
  ['no code', ({ searchParams }) => searchParams.delete('code'), 'token'],
  ['an invented code', ({ searchParams }) => searchParams.set('code', 'invented'), 'token'],
  ['two codes', ({ searchParams }) => searchParams.append('code', 'other'), 'parameters'],
  ['two states', ({ searchParams }) => searchParams.append('state', 'other'), 'parameters'],
  ['two issuers', ({ searchParams }) => searchParams.append('iss', 'other'), 'parameters'],
  [
    'a parameter of no meaning twice',
    ({ searchParams }) => ['1', '2'].map((value) => searchParams.append('x', value)),
    'parameters',
  ],
  ['an ID token in the address', ({ searchParams }) => searchParams.append('id_token', 'x'), 'token'],
  [
    'an error with script in it',
    ({ searchParams }) => {
      searchParams.delete('code');
      searchParams.set('error', '<script>alert(1)</script>');
      searchParams.set('error_description', '<img src=x onerror=alert(1)>');
    },
    'refused',
  ],
];

test.each(wrongCallbacks)('SEC-T1, SEC-6.1: a callback with %s signs nobody in', async (_, spoil, step) => {
  const { portal, browser } = world;
  const callback = new URL(await goToIssuer(browser, portal));
  spoil(callback);
  expect(await callBack(browser, callback.href)).toEqual({ status: 403, step });
  await nobodyIsSignedIn(portal, browser);
});

test('SEC-T1: what an issuer says in a refusal reaches no page', async () => {
  const { portal, browser } = world;
  const callback = new URL(await goToIssuer(browser, portal));
  callback.searchParams.delete('code');
  callback.searchParams.set('error', 'access_denied');
  callback.searchParams.set('error_description', '<script>alert(1)</script>');
  const { url, response } = await browser.visit(callback.href);
  expect(new URL(url).pathname).toBe('/sign-in-failed');
  expect(new URL(url).searchParams.get('step')).toBe('refused');
  expect(decodeURIComponent(url)).not.toContain('script');
  expect(await response.text()).not.toContain('alert');
});

test('SEC-T1: a callback in another browser signs nobody in', async () => {
  const { portal, browser } = world;
  const callback = await goToIssuer(browser, portal);
  const other = portal.openBrowser();
  expect(await callBack(other, callback)).toEqual({ status: 403, step: 'browser' });
  await nobodyIsSignedIn(portal, other);
});

test('SEC-T1: the code of one attempt is not redeemed in another', async () => {
  const { portal, browser } = world;
  const [one, other] = [new URL(await goToIssuer(browser, portal)), new URL(await goToIssuer(browser, portal))];
  one.searchParams.set('code', other.searchParams.get('code') ?? '');
  expect(await callBack(browser, one.href)).toEqual({ status: 403, step: 'token' });
  await nobodyIsSignedIn(portal, browser);
});

test('an attempt is used up by its first callback, be it a bad one', async () => {
  const { portal, browser } = world;
  const callback = await goToIssuer(browser, portal);
  const bad = new URL(callback);
  bad.searchParams.set('iss', 'https://evil.example');
  await callBack(browser, bad.href);
  expect(await callBack(browser, callback)).toEqual({ status: 403, step: 'used' });
  await nobodyIsSignedIn(portal, browser);
});

test('an attempt that is too old signs nobody in by itself: the sign-in begins again', async () => {
  const clock = createClock();
  const issuer = await startIssuer(clock.now);
  const portal = await startTestPortal(await preparePortal([profileOf(issuer.url)]), { clock: clock.now });
  const browser = portal.openBrowser();
  const callback = await goToIssuer(browser, portal);
  clock.advance(601);
  const response = await browser.ask(callback);
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).toBe(`${portal.url}/sign-in?returnTo=%2F&issuer=login`);
  await nobodyIsSignedIn(portal, browser);
});

test.each(['POST', 'HEAD', 'PUT'])('a callback by %s does nothing', async (method) => {
  const { portal, browser } = world;
  const callback = await goToIssuer(browser, portal);
  expect((await browser.ask(callback, { method })).status).toBe(404);
  await nobodyIsSignedIn(portal, browser);
  expect((await callBack(browser, callback)).status).toBe(303);
});

test.each([
  ['fetched by a page', { 'sec-fetch-mode': 'cors' }],
  ['loaded as a picture', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ['looked at ahead', { 'sec-fetch-mode': 'navigate', 'sec-purpose': 'prefetch' }],
])('C2: /sign-in %s begins nothing', async (_, headers) => {
  const { portal, browser } = world;
  const response = await browser.ask(`${portal.url}/sign-in`, { headers });
  expect(response.status).toBe(403);
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(await portal.db.selectFrom('attempt').selectAll().execute()).toEqual([]);
});

test('SEC-T1: with two issuers, the answer of one is not taken for that of the other', async () => {
  const [honest, evil] = [await startIssuer(), await startIssuer()];
  const prepared = await preparePortal([
    profileOf(honest.url),
    profileOf(evil.url, { id: 'other', name: 'Another login' }),
  ]);
  const portal = await startTestPortal(prepared);
  const browser = portal.openBrowser();

  // The person chose the evil one, which had the honest one ask for consent and hands its code over as its own.
  const begun = new URL(await goToIssuer(browser, portal, 'other'));
  const stolen = new URL(await goToIssuer(portal.openBrowser(), portal, 'login'));
  begun.searchParams.set('code', stolen.searchParams.get('code') ?? '');
  begun.searchParams.set('iss', honest.url);
  expect(await callBack(browser, begun.href)).toEqual({ status: 403, step: 'issuer' });
  expect(evil.asked.filter(({ path }) => path === '/token')).toEqual([]);
  await nobodyIsSignedIn(portal, browser);

  await browser.signIn('/', 'other');
  const [login] = await portal.db.selectFrom('login').selectAll().execute();
  expect(login).toMatchObject({ issuer: evil.url, issuerId: 'other' });
});

test('SEC-T10: the same name and address at two issuers are two people', async () => {
  const [one, other] = [await startIssuer(), await startIssuer()];
  const portal = await startTestPortal(
    await preparePortal([profileOf(one.url), profileOf(other.url, { id: 'other', name: 'Another login' })]),
  );
  const [first, second] = [portal.openBrowser(), portal.openBrowser()];
  await first.signIn('/', 'login');
  await second.signIn('/', 'other');
  await first.call('PUT', '/api/account/preferences', { language: 'fr', colourScheme: 'dark' });
  const { preferences } = (await (await second.call('GET', '/api/me')).json()) as { preferences: unknown };
  expect(preferences).toEqual({ language: null, colourScheme: 'auto' });
});

test('SEC-T1: the address that an issuer is told is the configured one, whatever the request was sent to', async () => {
  const { portal } = world;
  const port = Number(new URL(portal.url).port);
  const socket = connect(port, '127.0.0.1');
  socket.write(
    'GET /sign-in HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n',
  );
  const [answer] = await once(socket, 'data');
  const location = /location: (.*)\r\n/i.exec(String(answer))?.[1] ?? '';
  expect(new URL(location).searchParams.get('redirect_uri')).toBe(`${portal.url}/sign-in/callback`);
  socket.destroy();
});

test('SEC-T1: a new login has a new id and a new cookie; the old one opens nothing', async () => {
  const { portal, browser } = world;
  await browser.signIn();
  const before = browser.jar.get('__Host-atrium') ?? '';
  const [first] = await portal.db.selectFrom('login').select('id').execute();
  await browser.signIn();
  const [second] = await portal.db.selectFrom('login').selectAll().execute();
  expect(second?.id).not.toBe(first?.id);
  expect(second?.earlier).toEqual([first?.id]);
  const old = await portal
    .openBrowser()
    .ask(`${portal.url}/api/me`, { headers: { cookie: `__Host-atrium=${before}` } });
  expect(old.status).toBe(401);
});

test('SEC-T1: what stands in the table of logins opens nothing', async () => {
  const { portal, browser, issuer } = world;
  await browser.signIn();
  const [login] = await portal.db.selectFrom('login').selectAll().execute();
  const values = Object.values(login ?? {}).filter((value) => typeof value === 'string');
  for (const value of values) {
    const headers = { cookie: `__Host-atrium=${encodeURIComponent(value)}` };
    expect((await portal.openBrowser().ask(`${portal.url}/api/me`, { headers })).status).toBe(401);
  }
  expect(issuer.refreshTokens.size).toBeGreaterThan(0);
  for (const token of issuer.refreshTokens) expect(JSON.stringify(login)).not.toContain(token);
});
