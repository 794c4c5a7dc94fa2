import { beforeEach, expect, test, vi } from 'vitest';
import type { TestBrowser } from '../../testing/browser.ts';
import { startIssuer, type TestIssuer } from '../../testing/issuer.ts';
import { createClock, preparePortal, profileOf, startTestPortal, type TestPortal } from '../../testing/portal.ts';

/** Two infrastructures at one portal, each with its own way to say who somebody is. What differs is data. */
let checkIn: TestIssuer;
let umbrella: TestIssuer;
let portal: TestPortal;
let browser: TestBrowser;
let clock: ReturnType<typeof createClock>;

/** As EGI Check-in: an ID token that says who, and a UserInfo that says the rest. */
const atCheckIn = {
  sub: 'ef72285491ffe53c39b75bdcef46689f5d26ddfa00312365cc4fb5ce97e9ca87@egi.eu',
  voperson_id: 'ef72285491ffe53c39b75bdcef46689f5d26ddfa00312365cc4fb5ce97e9ca87@egi.eu',
  preferred_username: 'mokafor',
  name: 'Mira Okafor',
  given_name: 'Mira',
  family_name: 'Okafor',
  email: 'mira@university.example',
  email_verified: true,
  voperson_verified_email: ['mira@university.example'],
  schac_home_organization: 'university.example',
  eduperson_scoped_affiliation: ['member@vo.example', 'faculty@elsewhere.example'],
  eduperson_entitlement: [
    'urn:mace:egi.eu:group:photon.example:role=member#aai.egi.eu',
    'urn:mace:egi.eu:group:photon.example:role=vm_operator#aai.egi.eu',
    'urn:mace:egi.eu:aai.egi.eu:member@photon.example',
    'urn:mace:egi.eu:group:photon.example#elsewhere.example',
    'urn:geant:umbrella.example:group:staff#umbrella.example',
  ],
  eduperson_assurance: ['https://aai.egi.eu/LoA#Substantial', 'https://aai.egi.eu/LoA#Extreme'],
  orcid: 'https://orcid.org/0000-0002-1825-0097',
};

/** As a realm of Keycloak in front of eduGAIN, such as UmbrellaID: camel case, groups by path, objects of its own. */
const atUmbrella = {
  sub: '6cd55704-eb42-4697-b55e-59046efc7b46',
  eduPersonUniqueId: '28c5353b8bb34984a8bd4169ba94c606@umbrella.example',
  preferred_username: 'mokafor',
  name: 'Mira Okafor',
  given_name: 'Mira',
  family_name: 'Okafor',
  email: 'mira@university.example',
  email_verified: true,
  schacHomeOrganization: 'university.example',
  eduPersonScopedAffiliation: 'member@university.example',
  eduPersonEntitlement: [
    'urn:geant:umbrella.example:group:staff#umbrella.example',
    'urn:mace:egi.eu:group:photon.example:role=member#aai.egi.eu',
  ],
  groups: ['/facilities/lumen', '/urn:geant:umbrella.example:group:admins'],
  realm_access: { roles: ['default-roles-umbrella', 'admin'] },
};
const session = 'a7a51738-3e8b-4b88-9ff1-a17ed56aa87a';

beforeEach(async () => {
  clock = createClock();
  checkIn = await startIssuer(clock.now, undefined, { alg: 'RS256', path: '/auth/realms/egi' });
  umbrella = await startIssuer(clock.now, undefined, { alg: 'RS256', path: '/realms/umbrella' });
  const { sub, voperson_id, preferred_username } = atCheckIn;
  Object.assign(checkIn.tamper, {
    person: atCheckIn,
    claims: (right: object) => ({
      ...right,
      voperson_id,
      preferred_username,
      sub,
      acr: 'https://refeds.org/profile/mfa',
    }),
    token: (right: object) => ({ body: { ...right, access_token: `eyJ.${'x'.repeat(1600)}.sig`, scope: 'openid' } }),
  });
  Object.assign(umbrella.tamper, {
    person: atUmbrella,
    session,
    claims: (right: object) => ({
      ...right,
      ...{ jti: '38a54f99-92f8-41b7-96eb-867a45465774', typ: 'ID', azp: 'atrium-portal', acr: '1' },
      ...{ aud: 'atrium-portal', session_state: session, email_verified: true, name: 'Mira Okafor' },
    }),
    token: (right: object) => ({ body: { ...right, 'not-before-policy': 0, session_state: session, scope: 'openid' } }),
  });
  const prepared = await preparePortal(
    [
      profileOf(checkIn.url, {
        ...{ id: 'check-in', name: 'Check-in', idTokenAlg: 'RS256' },
        ...{ namespaces: ['urn:mace:egi.eu'], authorities: ['aai.egi.eu'], affiliationScopes: ['vo.example'] },
      }),
      profileOf(umbrella.url, {
        ...{ id: 'umbrella', name: 'Umbrella', clientId: 'atrium-portal', idTokenAlg: 'RS256' },
        ...{ scopes: ['openid', 'profile', 'email'], logoutTokenTyp: 'optional' },
        ...{ namespaces: ['urn:geant:umbrella.example'], authorities: ['umbrella.example'] },
        affiliationScopes: ['university.example'],
        claims: {
          person: 'eduPersonUniqueId',
          organisation: 'schacHomeOrganization',
          entitlements: ['eduPersonEntitlement', 'groups'],
          affiliations: ['eduPersonScopedAffiliation'],
        },
      }),
    ],
    { logins: { sweepSeconds: 0.1 } },
  );
  portal = await startTestPortal(prepared, { clock: clock.now });
  browser = portal.openBrowser();
});

const logins = () => portal.db.selectFrom('login').selectAll().execute();
const meStatus = async () => (await browser.call('GET', '/api/me')).status;

test('SEC-6.1, SEC-T9: EGI Check-in: who somebody is comes from both places, and only what it may assert counts', async () => {
  await browser.signIn('/', 'check-in');
  expect(await logins()).toMatchObject([
    {
      issuer: checkIn.url,
      subject: atCheckIn.voperson_id,
      subjectFrom: 'voperson_id',
      name: 'Mira Okafor',
      organisation: 'university.example',
      acr: 'https://refeds.org/profile/mfa',
      trusted: {
        entitlements: atCheckIn.eduperson_entitlement.slice(0, 3),
        affiliation: ['member@vo.example'],
        assurance: ['https://aai.egi.eu/LoA#Substantial'],
      },
      ignored: [
        { claim: 'eduperson_entitlement', value: atCheckIn.eduperson_entitlement[3] },
        { claim: 'eduperson_entitlement', value: atCheckIn.eduperson_entitlement[4] },
        { claim: 'eduperson_scoped_affiliation', value: 'faculty@elsewhere.example' },
        { claim: 'eduperson_assurance', value: 'https://aai.egi.eu/LoA#Extreme' },
      ],
    },
  ]);
  expect(browser.cookieHeader(), 'its long access token is in no cookie').toMatch(/^__Host-atrium=[\w-]{43}$/);
});

test('SEC-6.1, SEC-T9: Keycloak: its groups by path and roles of a realm are shown and open nothing', async () => {
  await browser.signIn('/', 'umbrella');
  expect(await logins()).toMatchObject([
    {
      issuer: umbrella.url,
      subject: atUmbrella.eduPersonUniqueId,
      issuerSubject: atUmbrella.sub,
      issuerSession: session,
      organisation: 'university.example',
      trusted: {
        entitlements: [atUmbrella.eduPersonEntitlement[0]],
        affiliation: ['member@university.example'],
        assurance: [],
      },
      ignored: [{ value: atUmbrella.eduPersonEntitlement[1] }, ...atUmbrella.groups.map((value) => ({ value }))],
    },
  ]);
  const { claims } = (await (await browser.call('GET', '/api/account')).json()) as { claims: unknown[] };
  expect(claims).toContainEqual({ name: 'realm_access', values: [JSON.stringify(atUmbrella.realm_access)] });
});

test('SEC-6.2: a logout token as Keycloak makes it ends its login, and one made so is none for the other issuer', async () => {
  await browser.signIn('/', 'umbrella');
  const strict = portal.openBrowser();
  await strict.signIn('/', 'check-in');
  const said = { typ: 'Logout', aud: 'atrium-portal', sub: atUmbrella.sub, sid: session };
  const event = { 'http://schemas.openid.net/event/backchannel-logout': {}, revoke_offline_access: true };
  expect(await deliver(await umbrella.logoutToken({ ...said, events: event }, { typ: 'JWT' }))).toBe(200);
  expect(await meStatus()).toBe(401);
  const untyped = await checkIn.logoutToken({ sub: atCheckIn.sub }, { typ: 'JWT' });
  expect(await deliver(untyped)).toBe(400);
  expect((await strict.call('GET', '/api/me')).status).toBe(200);
});

test('SEC-T11: at a refresh Check-in says again what counts, and a group that is gone counts no more', async () => {
  await browser.signIn('/', 'check-in');
  checkIn.tamper.person = { ...atCheckIn, eduperson_entitlement: 'urn:mace:egi.eu:group:other.example#aai.egi.eu' };
  for (const minutes of [25, 25]) {
    clock.advance(minutes * 60);
    expect(await meStatus()).toBe(200);
  }
  await vi.waitFor(async () => {
    const [login] = await logins();
    expect(login).toMatchObject({ trusted: { entitlements: ['urn:mace:egi.eu:group:other.example#aai.egi.eu'] } });
  }, 15_000);
});

async function deliver(token: string): Promise<number> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ logout_token: token }).toString();
  const options = { method: 'POST', headers, body };
  return (await portal.openBrowser().ask(`${portal.url}/back-channel-logout`, options)).status;
}
