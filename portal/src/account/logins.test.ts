import { unauthenticated } from '@atrium/contract/errors';
import { beforeEach, expect, test, vi } from 'vitest';
import { type FederationWorld, federationWorld } from '../../testing/federation.ts';
import { startTestPortal } from '../../testing/portal.ts';

let world: FederationWorld;
beforeEach(async () => {
  world = await federationWorld();
});

const until = (condition: () => unknown) => vi.waitFor(condition, { timeout: 15_000, interval: 20 });
const lumen = () => world.facilities[0] as FederationWorld['facilities'][number];
const meStatus = async () => (await world.browser.call('GET', '/api/me')).status;

async function loginId(): Promise<string> {
  const login = await world.portal.db.selectFrom('login').select('id').orderBy('beganAt', 'desc').executeTakeFirst();
  return login?.id ?? 'none';
}

/** What the portal has told the facility to end. */
const told = () =>
  lumen()
    .askedFor('access.endLogin')
    .map(({ input }) => (input as { login: string }).login);

async function openDesktop(): Promise<void> {
  lumen().answers['access.ticket'] = () => ({
    address: 'http://k3v9q0zt5m1x8d2ck3v9q0zt5m.lumen.localhost:7421/',
    ticket: 'x'.repeat(43),
    expiresAt: '2026-11-25T09:14:00.000Z',
  });
  const body = { instance: 'k3v9q0zt5m1x8d2c', interface: 'desktop' };
  const response = await world.browser.call('POST', '/api/f/lumen/v1/access/tickets', body);
  expect(response.status).toBe(201);
}

test('a login that nobody uses ends after its idle time, and every facility is told', async () => {
  await world.browser.signIn();
  const id = await loginId();
  world.clock.advance(29 * 60);
  expect(await meStatus()).toBe(200);
  world.clock.advance(29 * 60);
  expect(await meStatus()).toBe(200);
  world.clock.advance(31 * 60);
  expect(await meStatus()).toBe(401);
  await until(() => expect(told()).toEqual([id]));
  expect(lumen().askedFor('access.endLogin')[0]?.claims).toMatchObject({ scope: 'machine', sub: world.portal.url });
  expect(lumen().askedFor('access.endLogin')[0]?.claims).not.toHaveProperty('idp');
});

test('however it is used, a login ends at its absolute end', async () => {
  world.issuer.tamper.token = ({ refresh_token: _, ...right }) => ({ body: right });
  await world.browser.signIn();
  for (let minutes = 0; minutes < 12 * 60; minutes += 20) {
    expect(await meStatus()).toBe(200);
    world.clock.advance(20 * 60);
  }
  expect(await meStatus()).toBe(401);
});

test('what is put into an instance keeps the login alive; the stream and what nobody asked for do not', async () => {
  await world.browser.signIn();
  await openDesktop();
  const id = await loginId();
  world.clock.advance(25 * 60);
  const lastInputAt = world.clock.now().toISOString();
  lumen().answers['access.logins'] = () => ({ logins: [{ login: id, lastInputAt }] });
  await until(async () => {
    const row = await world.portal.db.selectFrom('login').select('lastUsedAt').where('id', '=', id).executeTakeFirst();
    expect(row?.lastUsedAt.toISOString()).toBe(lastInputAt);
  });
  world.clock.advance(20 * 60);
  const background = () => world.browser.call('GET', '/api/me', undefined, { 'x-atrium': 'background' });
  expect((await background()).status).toBe(200);
  world.clock.advance(11 * 60);
  expect((await background()).status).toBe(401);
});

test('SEC-T8: a facility keeps no login alive that has opened nothing there', async () => {
  await world.browser.signIn();
  const id = await loginId();
  lumen().answers['access.logins'] = () => ({
    logins: [{ login: id, lastInputAt: world.clock.now().toISOString() }],
  });
  world.clock.advance(31 * 60);
  await until(() => expect(told()).toEqual([id]));
});

test('while the facility at which somebody may be working is silent, an idle login opens nothing and is not ended', async () => {
  await world.browser.signIn();
  await openDesktop();
  const id = await loginId();
  lumen().answers['access.logins'] = () => {
    throw unauthenticated();
  };
  world.clock.advance(31 * 60);
  expect(await meStatus()).toBe(401);
  const asked = lumen().askedFor('access.logins').length;
  await until(() => expect(lumen().askedFor('access.logins').length).toBeGreaterThan(asked + 3));
  expect(await loginId()).toBe(id);

  const lastInputAt = world.clock.now().toISOString();
  lumen().answers['access.logins'] = () => ({ logins: [{ login: id, lastInputAt }] });
  await until(async () => expect(await meStatus()).toBe(200));
});

test('SEC-H17, SEC-T12: whatever ends a login, the facilities are told until they have heard', async () => {
  await world.browser.signIn();
  const id = await loginId();
  let refusals = 2;
  lumen().answers['access.endLogin'] = () => {
    if (refusals-- > 0) throw unauthenticated();
    return { ended: 1 };
  };
  await world.browser.ask(`${world.portal.url}/sign-out`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  await until(() => {
    world.clock.advance(5);
    expect(told()).toEqual([id, id, id]);
  });
  await until(async () => expect(await world.portal.db.selectFrom('ending').selectAll().execute()).toEqual([]));
});

test('what facilities are owed is not put off when the clock is moved back', async () => {
  await world.browser.signIn();
  lumen().answers['access.endLogin'] = () => {
    throw unauthenticated();
  };
  await world.browser.ask(`${world.portal.url}/sign-out`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  const owed = () => world.portal.db.selectFrom('ending').selectAll().executeTakeFirstOrThrow();
  const isPaused = async () => {
    const { attempts, nextAt } = await owed();
    expect(attempts).toBeGreaterThan(0);
    expect(nextAt.getTime(), 'no lease any more').toBeLessThan(world.clock.now().getTime() + 10_000);
  };
  await until(isPaused);
  const { attempts } = await owed();
  world.clock.advance(-3600);
  await until(async () => expect((await owed()).attempts).toBeGreaterThan(attempts + 1));
});

test('what facilities are owed is not forgotten when the portal is started again', async () => {
  await world.browser.signIn();
  const id = await loginId();
  await lumen().stop();
  await world.browser.ask(`${world.portal.url}/sign-out`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(await world.portal.db.selectFrom('ending').select('login').execute()).toEqual([{ login: id }]);
  await world.portal.stop();

  const again = await startTestPortal(world.prepared, { clock: world.clock.now });
  const [owed] = await again.db.selectFrom('ending').selectAll().execute();
  expect(owed).toMatchObject({ login: id, facility: 'lumen' });
});

test('who worked while the portal was away is not called idle', async () => {
  await world.browser.signIn();
  await openDesktop();
  const id = await loginId();
  await world.portal.stop();
  world.clock.advance(40 * 60);
  lumen().answers['access.logins'] = () => ({
    logins: [{ login: id, lastInputAt: world.clock.now().toISOString() }],
  });
  await startTestPortal(world.prepared, { clock: world.clock.now });
  expect(await meStatus()).toBe(200);
});

test('a new login of the same person takes over what the old one opened, and ends it with itself', async () => {
  await world.browser.signIn();
  await openDesktop();
  const first = await loginId();
  await world.browser.signIn();
  const second = await loginId();
  expect(second).not.toBe(first);
  world.clock.advance(20 * 60);
  const lastInputAt = world.clock.now().toISOString();
  lumen().answers['access.logins'] = () => ({ logins: [{ login: first, lastInputAt }] });
  await until(async () => {
    const row = await world.portal.db
      .selectFrom('login')
      .select('lastUsedAt')
      .where('id', '=', second)
      .executeTakeFirst();
    expect(row?.lastUsedAt.toISOString()).toBe(lastInputAt);
  });
  expect(told()).toEqual([]);
  await world.browser.ask(`${world.portal.url}/sign-out`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  await until(() => expect(told().sort()).toEqual([first, second].sort()));
});

test('when somebody else signs in in the same browser, what was open there ends', async () => {
  await world.browser.signIn();
  const first = await loginId();
  world.issuer.tamper.person = { sub: 'jonas', voperson_id: 'jonas@demo.atrium.example', name: 'Jonas Weber' };
  await world.browser.signIn();
  await until(() => expect(told()).toEqual([first]));
  expect(await (await world.browser.call('GET', '/api/me')).json()).toMatchObject({ name: 'Jonas Weber' });
});

test('people see their logins and end any of them, and nobody else’s', async () => {
  await world.browser.signIn();
  const other = world.portal.openBrowser();
  await other.signIn();
  const { logins } = (await (await world.browser.call('GET', '/api/account')).json()) as {
    logins: { id: string; isThis: boolean }[];
  };
  expect(logins.map(({ isThis }) => isThis).sort()).toEqual([false, true]);
  const theOther = logins.find(({ isThis }) => !isThis)?.id ?? '';

  world.issuer.tamper.person = { sub: 'jonas', voperson_id: 'jonas@demo.atrium.example', name: 'Jonas Weber' };
  const stranger = world.portal.openBrowser();
  await stranger.signIn();
  const refused = await stranger.call('DELETE', `/api/account/logins/${theOther}`);
  expect(await refused.json()).toMatchObject({ code: 'LOGIN_NOT_FOUND' });
  expect((await other.call('GET', '/api/me')).status).toBe(200);

  expect((await world.browser.call('DELETE', `/api/account/logins/${theOther}`)).status).toBe(200);
  expect((await other.call('GET', '/api/me')).status).toBe(401);
  expect(await meStatus()).toBe(200);
  await until(() => expect(told()).toEqual([theOther]));
});

test('sign-out deletes first, revokes at the issuer, and goes there', async () => {
  await world.browser.signIn();
  const post = (headers: Record<string, string>) =>
    world.browser.ask(`${world.portal.url}/sign-out`, { method: 'POST', headers });
  expect((await post({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect(await meStatus()).toBe(200);

  const response = await post({
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/x-www-form-urlencoded',
  });
  expect(response.status).toBe(303);
  const location = new URL(response.headers.get('location') ?? '');
  expect(location.origin + location.pathname).toBe(`${world.issuer.url}/end-session`);
  expect(Object.fromEntries(location.searchParams)).toEqual({
    client_id: 'atrium',
    post_logout_redirect_uri: `${world.portal.url}/signed-out`,
  });
  expect(world.issuer.asked.find(({ path }) => path === '/revoke')?.form.get('token')).toMatch(/^[0-9a-f]{32}$/);
  expect([...world.browser.jar.keys()]).not.toContain('__Host-atrium');
  expect(await meStatus()).toBe(401);

  const again = await post({ 'sec-fetch-site': 'same-origin' });
  expect(again.headers.get('location')).toBe(`${world.portal.url}/signed-out`);
});
