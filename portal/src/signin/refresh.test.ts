import { beforeEach, expect, test, vi } from 'vitest';
import { type FederationWorld, federationWorld } from '../../testing/federation.ts';

let world: FederationWorld;
beforeEach(async () => {
  world = await federationWorld();
  await world.browser.signIn();
});

const until = (condition: () => unknown) => vi.waitFor(condition, { timeout: 15_000, interval: 20 });
const meStatus = async () => (await world.browser.call('GET', '/api/me')).status;
const refreshes = () => world.issuer.asked.filter(({ form }) => form.get('grant_type') === 'refresh_token').length;

/** Until the access token is near its end, with somebody at work. */
async function untilRefreshIsDue(): Promise<void> {
  world.clock.advance(25 * 60);
  expect(await meStatus()).toBe(200);
  world.clock.advance(25 * 60);
}

test('before the issuer’s tokens end, the login is renewed, once, with whatever is said of the person now', async () => {
  const entitlement = 'urn:geant:login.example:group:atrium';
  world.issuer.tamper.person = {
    ...world.issuer.tamper.person,
    name: 'Mira O. Okafor',
    eduperson_entitlement: entitlement,
  };
  await untilRefreshIsDue();
  await until(() => expect(refreshes()).toBe(1));
  await until(async () => {
    expect(await (await world.browser.call('GET', '/api/me')).json()).toMatchObject({ name: 'Mira O. Okafor' });
  });
  const account = await (await world.browser.call('GET', '/api/account')).json();
  expect(account).toMatchObject({
    claims: expect.arrayContaining([{ name: 'eduperson_entitlement', values: [entitlement] }]),
  });
  expect(refreshes()).toBe(1);
});

test('SEC-H17: when the issuer refuses, the login ends, and the facilities are told', async () => {
  world.issuer.refreshTokens.clear();
  await untilRefreshIsDue();
  await until(async () => expect(await meStatus()).toBe(401));
  await until(() => expect(world.facilities[0]?.askedFor('access.endLogin')).toHaveLength(1));
});

test.each([
  ['about another subject', { sub: 'ada' }],
  ['of another issuer', { iss: 'https://evil.example' }],
  ['for somebody else too', { aud: ['atrium', 'other'] }],
])('SEC-T11: an ID token of a refresh %s does not renew the login', async (_, wrong) => {
  const [before] = await world.portal.db.selectFrom('login').selectAll().execute();
  world.issuer.tamper.claims = (right) => ({ ...right, ...wrong });
  await untilRefreshIsDue();
  await until(() => expect(refreshes()).toBeGreaterThan(0));
  await until(async () => {
    const [login] = await world.portal.db.selectFrom('login').selectAll().execute();
    if (login) {
      expect(login.refreshDueAt?.getTime()).toBeGreaterThan(before?.refreshDueAt?.getTime() ?? 0);
      expect(login.subject).toBe('mira@demo.atrium.example');
    }
  });
});

test('SEC-T11: UserInfo about somebody else after a refresh changes nobody', async () => {
  world.issuer.tamper.userinfo = (right) => ({ body: { ...right, voperson_id: 'ada@demo.atrium.example' } });
  await untilRefreshIsDue();
  await until(async () => expect(await meStatus()).toBe(401));
});

test('an issuer that does not answer ends nothing: it is asked again', async () => {
  world.issuer.tamper.rotates = false;
  world.issuer.tamper.token = () => ({ status: 503, body: {} });
  await untilRefreshIsDue();
  await until(() => expect(refreshes()).toBe(1));
  expect(await meStatus()).toBe(200);
  world.issuer.tamper.token = (right) => ({ body: right });
  await until(() => {
    world.clock.advance(10);
    expect(refreshes()).toBeGreaterThan(1);
  });
  expect(await meStatus()).toBe(200);
});

test('without a refresh token the login lives until its own end', async () => {
  world.issuer.tamper.token = ({ refresh_token: _, ...right }) => ({ body: right });
  const other = world.portal.openBrowser();
  await other.signIn();
  await untilRefreshIsDue();
  await until(() => expect(refreshes()).toBe(1));
  world.clock.advance(-60);
  expect(await meStatus()).toBe(200);
});
