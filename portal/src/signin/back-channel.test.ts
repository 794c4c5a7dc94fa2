import { generateKeyPair, type JWTHeaderParameters, type JWTPayload, UnsecuredJWT } from 'jose';
import { beforeEach, expect, test } from 'vitest';
import { startIssuer, type TestIssuer } from '../../testing/issuer.ts';
import { preparePortal, profileOf, startTestPortal, type TestPortal } from '../../testing/portal.ts';
import { sharedSignInWorld } from '../../testing/sign-in.ts';

const world = sharedSignInWorld();
beforeEach(() => world.browser.signIn());

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
const now = () => Math.floor(Date.now() / 1000);

function deliver(portal: TestPortal, body: string, type = 'application/x-www-form-urlencoded', method = 'POST') {
  return portal.openBrowser().ask(`${portal.url}/back-channel-logout`, {
    method,
    ...(method === 'GET' ? {} : { headers: { 'content-type': type }, body }),
  });
}

const form = (token: string) => new URLSearchParams({ logout_token: token }).toString();

async function isStillSignedIn(): Promise<boolean> {
  return (await world.browser.call('GET', '/api/me')).status === 200;
}

type Wrong = [string, JWTPayload, Partial<JWTHeaderParameters>?];
const wrongTokens: Wrong[] = [
  ['of no type', {}, { typ: undefined as never }],
  ['of type JWT', {}, { typ: 'JWT' }],
  ['of type at+jwt', {}, { typ: 'at+jwt' }],
  ['of another issuer', { iss: 'https://evil.example' }],
  ['for another audience', { aud: 'other' }],
  ['for two audiences', { aud: ['atrium', 'other'] }],
  ['whose end is past', { exp: now() - 60 }],
  ['without an end', { exp: undefined as never }],
  ['that ends in an hour', { exp: now() + 3600 }],
  ['without a time', { iat: undefined as never }],
  ['of the future', { iat: now() + 600 }],
  ['that is old', { iat: now() - 600 }],
  ['without events', { events: undefined }],
  ['with another event', { events: { 'http://example/event': {} } }],
  ['whose event is a text', { events: { [logoutEvent]: 'yes' } }],
  ['whose event is a list', { events: { [logoutEvent]: [] } }],
  ['whose events are a list', { events: [logoutEvent] }],
  ['with a nonce', { nonce: 'x' }],
  ['that names nobody', { sid: undefined as never }],
  ['whose sid is a number', { sid: 7 as never }],
  ['without an id', { jti: undefined as never }],
  ['with an empty id', { jti: '' }],
];

test.each(wrongTokens)('SEC-6.2: a logout token %s is refused, and nobody is signed out', async (_, claims, header) => {
  const { issuer, portal } = world;
  const response = await deliver(portal, form(await issuer.logoutToken(claims, header)));
  expect(response.status).toBe(400);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await response.json()).toMatchObject({ code: 'INPUT_INVALID' });
  expect(await isStillSignedIn()).toBe(true);
});

type Forged = (issuer: TestIssuer, right: string) => Promise<string> | string;
const claimsOf = (token: string): JWTPayload =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
const header = { alg: 'ES256', kid: 'one', typ: 'logout+jwt' };
const forgedTokens: [string, Forged][] = [
  ['without a signature', (_, right) => new UnsecuredJWT(claimsOf(right)).encode()],
  [
    'of a foreign key',
    async ({ sign }, right) => sign(claimsOf(right), header, (await generateKeyPair('ES256')).privateKey),
  ],
  ['of an unknown key', ({ sign }, right) => sign(claimsOf(right), { ...header, kid: 'two' })],
  [
    'by another algorithm',
    async ({ sign }, right) => {
      const { privateKey } = await generateKeyPair('ES384');
      return sign(claimsOf(right), { ...header, alg: 'ES384' }, privateKey);
    },
  ],
  [
    'that is an ID token',
    ({ sign, url }) =>
      sign({ iss: url, aud: 'atrium', sub: 'mira', iat: now(), exp: now() + 60 }, { ...header, typ: 'JWT' }),
  ],
  ['that is no token', () => 'nothing'],
  ['that is empty', () => ''],
  ['of nine kilobytes', ({ logoutToken }) => logoutToken({ x: 'x'.repeat(9000) })],
];

test.each(forgedTokens)('a logout token %s is refused, and nobody is signed out', async (_, forge) => {
  const { issuer, portal } = world;
  const response = await deliver(portal, form(await forge(issuer, await issuer.logoutToken())));
  expect(response.status).toBe(400);
  expect(await isStillSignedIn()).toBe(true);
});

test('only one logout token in a form is heard', async () => {
  const { issuer, portal } = world;
  const [one, other] = [await issuer.logoutToken(), await issuer.logoutToken()];
  const wrong: [number, Promise<Response>][] = [
    [404, deliver(portal, '', '', 'GET')],
    [400, deliver(portal, JSON.stringify({ logout_token: one }), 'application/json')],
    [400, deliver(portal, `${form(one)}&${form(other)}`)],
    [400, deliver(portal, 'token=x')],
    [413, deliver(portal, form('x'.repeat(2 ** 20)))],
  ];
  for (const [status, response] of wrong) expect((await response).status).toBe(status);
  expect(await isStillSignedIn()).toBe(true);
});

const rightTokens: [string, JWTPayload][] = [
  ['the session alone', {}],
  ['the person alone', { sid: undefined as never, sub: 'mira' }],
  ['both', { sub: 'mira' }],
];

test.each(rightTokens)('a logout token with %s ends the login', async (_, claims) => {
  const { issuer, portal } = world;
  const response = await deliver(portal, form(await issuer.logoutToken(claims)));
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(await isStillSignedIn()).toBe(false);
});

test('a logout token is good once; the next one finds nothing and is content', async () => {
  const { issuer, portal, browser } = world;
  const token = await issuer.logoutToken();
  expect((await deliver(portal, form(token))).status).toBe(200);
  await browser.signIn();
  expect((await deliver(portal, form(token))).status).toBe(400);
  expect(await isStillSignedIn()).toBe(true);
  expect((await deliver(portal, form(await issuer.logoutToken()))).status).toBe(200);
  expect((await deliver(portal, form(await issuer.logoutToken()))).status).toBe(200);
});

test('a logout token about somebody else ends nothing', async () => {
  const { issuer, portal } = world;
  const strangers: JWTPayload[] = [{ sid: 'another-session' }, { sid: undefined as never, sub: 'ada' }, { sub: 'ada' }];
  for (const claims of strangers) {
    expect((await deliver(portal, form(await issuer.logoutToken(claims)))).status).toBe(200);
  }
  expect(await isStillSignedIn()).toBe(true);
});

test('a logout token without a session ends all logins of the person, and of nobody else', async () => {
  const { issuer, portal, browser } = world;
  const [second, ofOther] = [portal.openBrowser(), portal.openBrowser()];
  await second.signIn();
  issuer.tamper.person = { ...issuer.tamper.person, sub: 'jonas', voperson_id: 'jonas@demo.atrium.example' };
  issuer.tamper.session = 'session-of-jonas';
  await ofOther.signIn();
  await deliver(portal, form(await issuer.logoutToken({ sid: undefined as never, sub: 'mira' })));
  expect((await browser.call('GET', '/api/me')).status).toBe(401);
  expect((await second.call('GET', '/api/me')).status).toBe(401);
  expect((await ofOther.call('GET', '/api/me')).status).toBe(200);
});

test('SEC-T13: one issuer cannot sign out the people of another', async () => {
  const [one, other] = [await startIssuer(), await startIssuer()];
  const portal = await startTestPortal(
    await preparePortal([profileOf(one.url), profileOf(other.url, { id: 'other', name: 'Another login' })]),
  );
  const browser = portal.openBrowser();
  await browser.signIn('/', 'other');
  expect((await deliver(portal, form(await one.logoutToken({ sub: 'mira' })))).status).toBe(200);
  const ofOther = await one.logoutToken({ iss: other.url });
  expect((await deliver(portal, form(ofOther))).status).toBe(400);
  expect((await browser.call('GET', '/api/me')).status).toBe(200);
});

test('an old issuer may be allowed tokens without a type, and an access token is still none', async () => {
  const issuer = await startIssuer();
  const portal = await startTestPortal(await preparePortal([profileOf(issuer.url, { logoutTokenTyp: 'optional' })]));
  expect((await deliver(portal, form(await issuer.logoutToken({}, { typ: 'at+jwt' })))).status).toBe(400);
  expect((await deliver(portal, form(await issuer.logoutToken({}, { typ: undefined as never })))).status).toBe(200);
});

test('SEC-T13: a flood of logout tokens is held back', async () => {
  const issuer = await startIssuer();
  const limits = { anonymousCallsPerMinute: 100, signInsPerMinute: 100, logoutsPerMinute: 3 };
  const portal = await startTestPortal(await preparePortal([profileOf(issuer.url)], { limits }));
  for (let sent = 0; sent < 3; sent++) await deliver(portal, form('nothing'));
  const response = await deliver(portal, form('nothing'));
  expect(response.status).toBe(429);
  expect(response.headers.get('retry-after')).toBe('60');
});
