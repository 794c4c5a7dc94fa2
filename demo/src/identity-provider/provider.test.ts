import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseSettings } from '@atrium/server/settings';
import { createRemoteJWKSet, exportJWK, generateKeyPair, importJWK, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import pino from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { startIdentityProvider } from './provider.ts';
import { type Settings, settings } from './settings.ts';

const password = 'a-password-of-this-test';
const mira = {
  id: 'mira@demo.atrium.example',
  userName: 'mira',
  password,
  name: 'Mira Okafor',
  email: 'mira@uni-nord.example',
  organisation: 'uni-nord.example',
  entitlements: ['urn:geant:demo.atrium.example:group:lumen:LU-2417#login.demo.atrium.example'],
  affiliations: ['faculty@uni-nord.example'],
  assurance: ['https://refeds.org/assurance/IAP/medium'],
};

test('a person with a password becomes a login with AARC claims, and scoped claims come at UserInfo', async () => {
  const { portal, browser } = await start();
  const { url, checks } = await portal.begin();
  const form = await browser.visit(url);
  expect(form.text).toContain('autocomplete="current-password"');
  expect(form.text).not.toContain('<script');
  const back = await browser.submit(form.url, { userName: 'mira', password, action: 'sign-in' });

  const tokens = await oidc.authorizationCodeGrant(portal.client, new URL(back.url), checks);
  expect(tokens.claims()).toMatchObject({ sub: mira.id, sid: expect.any(String) });
  expect(tokens.claims()).not.toHaveProperty('eduperson_entitlement');
  const claims = await oidc.fetchUserInfo(portal.client, tokens.access_token, mira.id);
  expect(claims).toMatchObject({
    voperson_id: mira.id,
    name: 'Mira Okafor',
    schac_home_organization: 'uni-nord.example',
    eduperson_entitlement: mira.entitlements,
    eduperson_scoped_affiliation: mira.affiliations,
    eduperson_assurance: mira.assurance,
  });

  const again = await oidc.refreshTokenGrant(portal.client, String(tokens.refresh_token));
  expect(again.claims()?.sub).toBe(mira.id);
  await expect(oidc.refreshTokenGrant(portal.client, String(tokens.refresh_token))).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});

test.each([
  ['a wrong password', { userName: 'mira', password: 'something else' }],
  ['an unknown name', { userName: 'nobody', password }],
  ['markup for a name', { userName: '"><script>alert(1)</script>', password }],
])('%s is told apart from no other, and shown as text', async (_, typed) => {
  const { portal, browser } = await start();
  const form = await browser.visit((await portal.begin()).url);
  const refused = await browser.submit(form.url, { ...typed, action: 'sign-in' });
  expect(refused.status).toBe(401);
  expect(refused.text).toContain('do not belong together');
  expect(refused.text).not.toContain('<script>alert');
});

test('a form of another site signs nobody in', async () => {
  const { portal, browser } = await start();
  const form = await browser.visit((await portal.begin()).url);
  const refused = await browser.submit(form.url, { userName: 'mira', password }, { 'sec-fetch-site': 'cross-site' });
  expect(refused.status).toBe(403);
});

test('who cancels comes back to the portal without a code', async () => {
  const { portal, browser } = await start();
  const form = await browser.visit((await portal.begin()).url);
  const back = await browser.submit(form.url, { action: 'cancel' });
  expect(Object.fromEntries(new URL(back.url).searchParams)).toMatchObject({ error: 'access_denied' });
});

test('sign-out tells the portal through the back channel', async () => {
  const { portal, browser, issuer } = await start();
  const { url, checks } = await portal.begin();
  const back = await browser.submit((await browser.visit(url)).url, { userName: 'mira', password, action: 'sign-in' });
  const tokens = await oidc.authorizationCodeGrant(portal.client, new URL(back.url), checks);

  const returnTo = { client_id: 'atrium', post_logout_redirect_uri: `${portal.origin}/signed-out` };
  const asked = await browser.visit(oidc.buildEndSessionUrl(portal.client, returnTo).href);
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
  const over = await browser.submit(`${issuer}/session/end/confirm`, { xsrf, logout: 'yes' });
  expect(over.url).toBe(`${portal.origin}/signed-out`);

  const logoutToken = new URLSearchParams(await portal.logout).get('logout_token') ?? '';
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  const { payload } = await jwtVerify(logoutToken, keys, { issuer, audience: 'atrium', typ: 'logout+jwt' });
  expect(payload).toMatchObject({ sub: mira.id, sid: tokens.claims()?.sid });
});

test('a sign-in survives the restart of the identity provider', async () => {
  const { portal, browser, restart } = await start();
  const first = await portal.begin();
  await browser.submit((await browser.visit(first.url)).url, { userName: 'mira', password, action: 'sign-in' });
  await restart();
  const back = await browser.visit((await portal.begin()).url);
  expect(back.url).toContain(`${portal.origin}/sign-in/callback?code=`);
});

test('SEC-H1: a demo issuer that others could reach is refused', async () => {
  const refused = { ...(await settingsOf({ issuer: 'http://127.0.0.1:1', origin: 'http://127.0.0.1:2' })).settings };
  expect(() => parseSettings(settings, 'file', { ...refused, issuer: 'http://login.example:7401' })).toThrow(
    /issuer: is not on this machine/,
  );
});

async function start() {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const { origin, logout } = await startPortal();
  const { settings, clientKey } = await settingsOf({ issuer, origin });
  const outside = { clock: () => new Date(), log: pino({ level: 'silent' }) };
  let running = await startIdentityProvider(settings, outside);
  onTestFinished(() => running.stop());

  const client = await oidc.discovery(
    new URL(issuer),
    'atrium',
    { id_token_signed_response_alg: 'ES256' },
    oidc.PrivateKeyJwt((await importJWK(clientKey, 'ES256')) as oidc.CryptoKey),
    { execute: [oidc.allowInsecureRequests] },
  );

  async function begin() {
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
    const expectedState = oidc.randomState();
    const expectedNonce = oidc.randomNonce();
    const url = oidc.buildAuthorizationUrl(client, {
      redirect_uri: `${origin}/sign-in/callback`,
      scope: 'openid profile email voperson_id eduperson_entitlement eduperson_scoped_affiliation eduperson_assurance',
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    });
    return { url: url.href, checks: { pkceCodeVerifier, expectedState, expectedNonce } };
  }

  async function restart() {
    await running.stop();
    running = await startIdentityProvider(settings, outside);
  }

  return { issuer, browser: createBrowser(origin), portal: { origin, client, begin, logout }, restart };
}

async function settingsOf({ issuer, origin }: { issuer: string; origin: string }) {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-idp-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const [client, signing] = await Promise.all([mintKey(), mintKey()]);
  const written: Settings = {
    issuer,
    stateFile: join(directory, 'state.json'),
    signingKey: signing.privateKey,
    cookieKey: randomBytes(32).toString('base64url'),
    portal: { clientId: 'atrium', origin, publicKey: client.publicKey },
    accounts: [mira],
  };
  return { settings: parseSettings(settings, 'identity-provider.json', written), clientKey: client.privateKey };
}

async function mintKey() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    privateKey: { kty: 'EC', ...(await exportJWK(privateKey)) },
    publicKey: { kty: 'EC', ...(await exportJWK(publicKey)) },
  };
}

/** Of the portal, no more than the address to which logouts are posted. */
async function startPortal() {
  const logout = Promise.withResolvers<string>();
  const server = createServer(async (request, response) => {
    logout.resolve(await text(request));
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, logout: logout.promise };
}

/** As much of a browser as this needs: cookies, and redirects up to the portal's own pages. */
function createBrowser(portalOrigin: string) {
  const cookies = new Map<string, string>();

  async function visit(url: string, init: RequestInit = {}): Promise<{ url: string; status: number; text: string }> {
    if (url.startsWith(portalOrigin)) return { url, status: 200, text: '' };
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    if (location) return visit(new URL(location, url).href);
    return { url, status: response.status, text: await response.text() };
  }

  const submit = (url: string, fields: Record<string, string>, headers = { 'sec-fetch-site': 'same-origin' }) =>
    visit(url, { method: 'POST', body: new URLSearchParams(fields), headers });

  return { visit, submit };
}

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
