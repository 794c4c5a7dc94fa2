import { beforeEach, expect, test, vi } from 'vitest';
import type { TestBrowser } from '../../testing/browser.ts';
import { scopes, startOidcProvider } from '../../testing/oidc-provider.ts';
import { createClock, preparePortal, profileOf, startTestPortal, type TestPortal } from '../../testing/portal.ts';

/** With an identity provider that is certified, and knows nothing of us. */
let url: string;
let portal: TestPortal;
let browser: TestBrowser;
let refresh: () => void;
beforeEach(async () => {
  const clock = createClock();
  const provider = await startOidcProvider();
  url = provider.url;
  const namespaces = ['urn:geant:demo.atrium.example'];
  const prepared = await preparePortal([profileOf(url, { scopes, namespaces, parameters: { prompt: 'login' } })], {
    logins: { sweepSeconds: 0.1 },
  });
  const [client] = prepared.clients;
  if (!client) throw new Error('no client was made');
  await provider.register(client);
  portal = await startTestPortal(prepared, { clock: clock.now });
  browser = portal.openBrowser();
  refresh = () => clock.advance(9 * 60);
});

const meStatus = async () => (await browser.call('GET', '/api/me')).status;
const until = (condition: () => unknown) => vi.waitFor(condition, { timeout: 15_000, interval: 50 });

test('a person signs in, is known by the permanent identifier, and its entitlement counts', async () => {
  const { url: place } = await browser.signIn('/account');
  expect(place).toBe(`${portal.url}/account`);
  expect(await (await browser.call('GET', '/api/account')).json()).toMatchObject({
    issuer: url,
    subject: 'mira@demo.atrium.example',
    subjectFrom: 'voperson_id',
    claims: expect.arrayContaining([{ name: 'name', values: ['Mira Okafor'] }]),
    ignored: [],
  });
  const [login] = await portal.db.selectFrom('login').selectAll().execute();
  expect(login?.trusted.entitlements).toEqual(['urn:geant:demo.atrium.example:group:lumen']);
});

test('its refresh token rotates, and the login goes on', async () => {
  await browser.signIn();
  const [before] = await portal.db.selectFrom('login').selectAll().execute();
  await portal.db.updateTable('login').set({ refreshDueAt: new Date() }).execute();
  refresh();
  await until(async () => {
    const [after] = await portal.db.selectFrom('login').selectAll().execute();
    expect(after?.refreshToken).not.toBe(before?.refreshToken);
    expect(after?.id).toBe(before?.id);
  });
  expect(await meStatus()).toBe(200);
});

test('SEC-T11: a refresh token that is used twice ends the login', async () => {
  await browser.signIn();
  const [first] = await portal.db.selectFrom('login').selectAll().execute();
  await portal.db.updateTable('login').set({ refreshDueAt: new Date() }).execute();
  await until(async () => {
    const [after] = await portal.db.selectFrom('login').selectAll().execute();
    expect(after?.refreshToken).not.toBe(first?.refreshToken);
  });
  await portal.db
    .updateTable('login')
    .set({ refreshToken: first?.refreshToken ?? '', refreshDueAt: new Date() })
    .execute();
  await until(async () => expect(await meStatus()).toBe(401));
});

/** At the issuer a person is asked once more. */
async function signOutAt(address: string): Promise<Response> {
  const { response } = await browser.visit(address);
  const form = await response.text();
  const [, action = ''] = /action="([^"]+)"/.exec(form) ?? [];
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(form) ?? [];
  return browser.ask(action, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ xsrf, logout: 'yes' }).toString(),
  });
}

test('sign-out goes on to the issuer, and comes back', async () => {
  await browser.signIn();
  const other = portal.openBrowser();
  await other.signIn();
  const out = await browser.ask(`${portal.url}/sign-out`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  const done = await signOutAt(out.headers.get('location') ?? '');
  expect(done.headers.get('location')).toBe(`${portal.url}/signed-out`);
  expect(await meStatus()).toBe(401);
  expect((await other.call('GET', '/api/me')).status).toBe(200);
});

test('SEC-H17: whoever signs out at the issuer is signed out here', async () => {
  await browser.signIn();
  expect(await meStatus()).toBe(200);
  await signOutAt(`${url}/session/end?client_id=atrium`);
  await until(async () => expect(await meStatus()).toBe(401));
});
