import { beforeEach, expect, test, vi } from 'vitest';
import { entryOf } from '../../testing/facility.ts';
import { startIssuer } from '../../testing/issuer.ts';
import { preparePortal, profileOf, startTestPortal } from '../../testing/portal.ts';
import { sharedSignInWorld } from '../../testing/sign-in.ts';
import { browserOf } from './browser.ts';

const world = sharedSignInWorld();
beforeEach(() => world.portal.db.deleteFrom('person').execute());

const get = async (path: string) => (await world.browser.call('GET', path)).json();

test('the account page shows the claims as they were received, and nothing of the protocol', async () => {
  world.issuer.tamper.person = {
    sub: 'mira',
    voperson_id: 'mira@demo.atrium.example',
    name: 'Mira Okafor',
    email: 'mira@example.org',
    orcid: 'https://orcid.org/0000-0002-1825-0097',
    nested: { a: 1 },
  };
  await world.browser.signIn();
  const account = (await get('/api/account')) as { claims: { name: string }[] };
  expect(account).toMatchObject({
    issuer: world.issuer.url,
    subject: 'mira@demo.atrium.example',
    subjectFrom: 'voperson_id',
    ignored: [],
  });
  expect(account.claims).toEqual([
    { name: 'auth_time', values: [expect.any(String)] },
    { name: 'email', values: ['mira@example.org'] },
    { name: 'name', values: ['Mira Okafor'] },
    { name: 'nested', values: ['{"a":1}'] },
    { name: 'orcid', values: ['https://orcid.org/0000-0002-1825-0097'] },
    { name: 'sub', values: ['mira'] },
    { name: 'voperson_id', values: ['mira@demo.atrium.example'] },
  ]);
});

test('SEC-T9: what counts for nothing is shown with why', async () => {
  const issuer = await startIssuer();
  const trust = {
    namespaces: ['urn:geant:login.example'],
    authorities: ['login.example'],
    affiliationScopes: ['facility.example'],
  };
  const portal = await startTestPortal(await preparePortal([profileOf(issuer.url, trust)]));
  const browser = portal.openBrowser();
  issuer.tamper.person = {
    ...issuer.tamper.person,
    eduperson_entitlement: [
      'urn:geant:login.example:group:lumen#login.example',
      'urn:geant:evil.example:group:lumen',
      'urn:geant:login.example:group:lumen#evil.example',
      'not an entitlement',
      `urn:geant:login.example:group:${'x'.repeat(1100)}`,
    ],
    entitlements: 'urn:geant:login.example:group:helia',
    eduperson_scoped_affiliation: ['staff@facility.example', 'staff@evil.example', 'a@b@facility.example', 'nobody'],
    eduperson_assurance: ['https://refeds.org/assurance/IAP/low', 'https://evil.example/high'],
    voperson_external_affiliation: { not: 'a list' },
  };
  await browser.signIn();
  const { ignored } = (await (await browser.call('GET', '/api/account')).json()) as {
    ignored: { claim: string; value: string; because: string }[];
  };
  expect(ignored.map(({ claim, value }) => [claim, value.slice(0, 50)])).toEqual([
    ['eduperson_entitlement', `urn:geant:login.example:group:${'x'.repeat(20)}`],
    ['eduperson_entitlement', 'urn:geant:evil.example:group:lumen'],
    ['eduperson_entitlement', 'urn:geant:login.example:group:lumen#evil.example'],
    ['eduperson_entitlement', 'not an entitlement'],
    ['eduperson_scoped_affiliation', 'staff@evil.example'],
    ['eduperson_scoped_affiliation', 'nobody'],
    ['voperson_external_affiliation', '{"not":"a list"}'],
    ['eduperson_assurance', 'https://evil.example/high'],
  ]);
  expect(ignored.every(({ because }) => because.endsWith('.'))).toBe(true);
  const [login] = await portal.db.selectFrom('login').selectAll().execute();
  expect(login?.trusted).toEqual({
    entitlements: ['urn:geant:login.example:group:lumen#login.example', 'urn:geant:login.example:group:helia'],
    affiliation: ['staff@facility.example', 'a@b@facility.example'],
    assurance: ['https://refeds.org/assurance/IAP/low'],
  });
});

test('a flood of values is cut, and the login goes on', async () => {
  world.issuer.tamper.person = {
    ...world.issuer.tamper.person,
    eduperson_assurance: Array.from({ length: 2000 }, () => 'https://refeds.org/assurance/IAP/low'),
  };
  await world.browser.signIn();
  expect(await get('/api/account')).toMatchObject({
    ignored: [{ claim: 'eduperson_assurance', value: '2000', because: 'Only the first 500 values are read.' }],
  });
});

test.each<[string, unknown, string, string]>([
  ['a permanent identifier', 'mira@demo.atrium.example', 'mira@demo.atrium.example', 'voperson_id'],
  ['none', undefined, 'mira', 'sub'],
  ['one without a scope', 'mira', 'mira', 'sub'],
  ['one with two scopes', 'mira@a@b', 'mira', 'sub'],
  ['a list of them', ['mira@demo.atrium.example'], 'mira', 'sub'],
  ['one with a blank', 'mira @demo', 'mira', 'sub'],
  ['one that is too long', `${'m'.repeat(150)}@${'d'.repeat(150)}`, 'mira', 'sub'],
])('SEC-H29: with %s, a person is known by what the issuer vouches for', async (_, permanent, subject, from) => {
  world.issuer.tamper.person = { ...world.issuer.tamper.person, voperson_id: permanent };
  await world.browser.signIn();
  expect(await get('/api/account')).toMatchObject({ subject, subjectFrom: from });
});

test('what does not fit into a token for a facility is named, and for which', async () => {
  const issuer = await startIssuer();
  const portal = await startTestPortal(
    await preparePortal([profileOf(issuer.url, { namespaces: ['urn:geant:login.example'] })]),
  );
  await portal.drop(entryOf('lumen', 'http://127.0.0.1:7411'));
  await portal.drop({ ...entryOf('helia', 'http://127.0.0.1:7412'), receives: ['affiliation'] });
  const group = (at: number) => `urn:geant:login.example:group:${'g'.repeat(900)}${at}`;
  const leftOut = async (groups: number) => {
    issuer.tamper.person = {
      ...issuer.tamper.person,
      entitlements: Array.from({ length: groups }, (_, at) => group(at)),
    };
    const browser = portal.openBrowser();
    await browser.signIn();
    return ((await (await browser.call('GET', '/api/account')).json()) as { leftOut: unknown }).leftOut;
  };
  await vi.waitFor(async () => {
    expect(await leftOut(8)).toEqual([{ facility: 'lumen', claim: 'entitlements', values: [group(6), group(7)] }]);
  });
  expect(await leftOut(6)).toEqual([]);
});

test('a name is shown, without what could turn or hide the text around it', async () => {
  world.issuer.tamper.person = { ...world.issuer.tamper.person, name: 'Mira\u202e\u0000 <b>Okafor</b>\n' };
  await world.browser.signIn();
  expect(await get('/api/me')).toMatchObject({ name: 'Mira <b>Okafor</b>', organisation: null });
  const { claims } = (await get('/api/account')) as { claims: { name: string; values: string[] }[] };
  expect(claims.find(({ name }) => name === 'name')?.values).toEqual(['Mira\u202e\ufffd <b>Okafor</b>\n']);
});

test('roles in the federation are given by rules over trusted claims, and by nothing else', async () => {
  const issuer = await startIssuer();
  const coordinators = 'urn:geant:login.example:group:atrium:role=coordinator';
  const prepared = await preparePortal([profileOf(issuer.url, { namespaces: ['urn:geant:login.example'] })], {
    federationRoles: [
      { role: 'coordinator', issuer: 'login', entitlement: coordinators },
      {
        role: 'auditor',
        issuer: 'login',
        person: 'olga@demo.atrium.example',
        assurance: 'https://refeds.org/assurance/IAP/high',
      },
      { role: 'management', issuer: 'other', person: 'mira@demo.atrium.example' },
    ],
  });
  const portal = await startTestPortal(prepared);
  const rolesOf = async (person: Record<string, unknown>) => {
    issuer.tamper.person = { ...issuer.tamper.person, ...person };
    const browser = portal.openBrowser();
    await browser.signIn();
    const me = (await (await browser.call('GET', '/api/me')).json()) as { federationRoles: string[] };
    return me.federationRoles;
  };
  expect(await rolesOf({})).toEqual([]);
  expect(await rolesOf({ eduperson_entitlement: coordinators })).toEqual(['coordinator']);
  expect(await rolesOf({ eduperson_entitlement: coordinators.replace('atrium', 'atrium2') })).toEqual([]);
  expect(await rolesOf({ eduperson_entitlement: coordinators.replace('login.example', 'evil.example') })).toEqual([]);
  expect(await rolesOf({ voperson_id: 'olga@demo.atrium.example' })).toEqual([]);
  expect(await rolesOf({ eduperson_assurance: 'https://refeds.org/assurance/IAP/high' })).toEqual(['auditor']);
  expect(await rolesOf({ federationRoles: ['coordinator'], roles: ['coordinator'] })).toEqual(['auditor']);
});

test('preferences are the person’s, in every browser, and nothing else fits into them', async () => {
  await world.browser.signIn();
  const wanted = { language: 'fr', colourScheme: 'dark' };
  expect(await (await world.browser.call('PUT', '/api/account/preferences', wanted)).json()).toEqual(wanted);
  const other = world.portal.openBrowser();
  await other.signIn();
  expect(await (await other.call('GET', '/api/me')).json()).toMatchObject({ preferences: wanted });
  for (const wrong of [
    { ...wanted, role: 'admin' },
    { ...wanted, colourScheme: 'pink' },
    { language: 'x'.repeat(30), colourScheme: 'dark' },
    { language: 'f\0', colourScheme: 'dark' },
    7,
    null,
  ]) {
    const response = await world.browser.call('PUT', '/api/account/preferences', wrong);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'INPUT_INVALID' });
  }
});

test('bad input anywhere in the account is refused by its code', async () => {
  await world.browser.signIn();
  for (const id of ['%00', 'x'.repeat(100), '%ff', '..%2f', "'%3B"]) {
    const response = await world.browser.call('DELETE', `/api/account/logins/${id}`);
    expect([400, 404], id).toContain(response.status);
  }
});

test('SEC-T13: who is not signed in is held back by address, and who is signed in is not', async () => {
  const issuer = await startIssuer();
  const limits = { anonymousCallsPerMinute: 5, signInsPerMinute: 4, logoutsPerMinute: 5 };
  const portal = await startTestPortal(await preparePortal([profileOf(issuer.url)], { limits }));
  const [browser, nobody] = [portal.openBrowser(), portal.openBrowser()];
  await browser.signIn();
  const statuses: number[] = [];
  for (let asked = 0; asked < 8; asked++) {
    const headers = { 'x-forwarded-for': `10.0.0.${asked}` };
    statuses.push((await nobody.call('GET', '/api/federation', undefined, headers)).status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
  expect((await browser.call('GET', '/api/me')).status).toBe(200);
  const begun: number[] = [];
  for (let asked = 0; asked < 4; asked++) begun.push((await nobody.ask(`${portal.url}/sign-in`)).status);
  expect(begun).toEqual([303, 303, 429, 429]);
});

test.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'Chromium on Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
    'Edge on Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
    'Safari on macOS',
  ],
  ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox on Android'],
  ['<script>alert(1)</script>', 'A browser'],
  [undefined, 'A browser'],
])('the browser that says %s is shown as %s', (userAgent, name) => {
  expect(browserOf(userAgent)).toBe(name);
});
