import { portal } from '@atrium/contract/portal/api';
import { api } from '@atrium/contract/v1/api';
import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FederationWorld, federationWorld } from '../testing/federation.ts';

let world: FederationWorld;
const ends: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  world = await federationWorld(['lumen'], {}, (end) => void ends.push(end));
  await world.browser.signIn();
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

const mutating = [...operationsOf(portal, '/api'), ...operationsOf(api, '/api/f/lumen/v1')].filter(
  ({ method }) => method !== 'GET',
);

function operationsOf(contract: object, prefix: string): { method: string; path: string }[] {
  return Object.values(contract).flatMap((below) => {
    if (!isContractProcedure(below)) return operationsOf(below, prefix);
    const { method = 'POST', path = '' } = below['~orpc'].route;
    return [{ method, path: prefix + path.replaceAll(/\{\w+\}/g, 'k3v9q0zt5m1x8d2c') }];
  });
}

function send({ method, path }: { method: string; path: string }, headers: Record<string, string>, body = '{}') {
  return world.browser.ask(world.portal.url + path, { method, headers, body });
}

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { code: string }).code;
}

const json = { 'content-type': 'application/json' };
const sites = ['cross-site', 'same-site', 'none', 'SAME-ORIGIN', 'same-origin, same-origin', '', 'invented'];
const modes = ['cors', 'no-cors', 'navigate', 'same-origin', 'websocket'];
const destinations = ['empty', 'document', 'image', 'iframe', 'script'];

test('SEC-H9: whatever site, mode and destination a browser names, only a page of ours changes anything', async () => {
  expect(mutating.length).toBeGreaterThan(8);
  const before = await world.portal.db.selectFrom('login').selectAll().execute();
  for (const operation of mutating) {
    for (const [at, site] of sites.entries()) {
      for (const [place, mode] of modes.entries()) {
        // Each destination with each site and each mode; not every three of them together.
        const dest = destinations[(at + place) % destinations.length] ?? '';
        const response = await send(operation, {
          ...json,
          'x-atrium': 'page',
          origin: world.portal.url,
          'sec-fetch-site': site,
          'sec-fetch-mode': mode,
          'sec-fetch-dest': dest,
        });
        expect(response.status, `${operation.path} ${site} ${mode} ${dest}`).toBe(403);
        expect(await codeOf(response)).toBe('CROSS_SITE');
      }
    }
  }
  expect(world.facilities[0]?.asked.filter(({ claims }) => claims?.scope === 'person')).toEqual([]);
  expect(await world.portal.db.selectFrom('login').selectAll().execute()).toEqual(before);
});

const [preferences] = mutating.filter(({ path }) => path === '/api/account/preferences') as [(typeof mutating)[number]];
const wanted = JSON.stringify({ language: 'fr', colourScheme: 'dark' });

test.each<[string, Record<string, string>]>([
  ['without the header', { ...json, 'sec-fetch-site': 'same-origin' }],
  ['with another value of the header', { ...json, 'sec-fetch-site': 'same-origin', 'x-atrium': 'background' }],
  ['from elsewhere, by a browser that does not say', { ...json, 'x-atrium': 'page', origin: 'https://evil.example' }],
  ['of no origin', { ...json, 'x-atrium': 'page', origin: 'null' }],
  ['by nobody who says', { ...json, 'x-atrium': 'page' }],
])('a change %s is refused', async (_, headers) => {
  const response = await send(preferences, headers, wanted);
  expect(response.status).toBe(403);
  expect(await codeOf(response)).toBe('CROSS_SITE');
});

test.each(['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'])(
  'SEC-T4: a body of type %s, as a form of another site sends it, is not read',
  async (type) => {
    for (const operation of mutating) {
      const headers = { 'sec-fetch-site': 'same-origin', 'x-atrium': 'page', 'content-type': type };
      const response = await send(operation, headers, 'language=fr');
      expect(await codeOf(response), operation.path).toBe('CONTENT_TYPE_NOT_SUPPORTED');
      expect(response.status).toBe(415);
    }
  },
);

test.each<[string, Record<string, string>]>([
  ['says that it is ours', { 'sec-fetch-site': 'same-origin' }],
  ['does not say, but has our origin', {}],
])('a change by a page whose browser %s is made', async (_, more) => {
  const headers = { ...json, 'x-atrium': 'page', origin: world.portal.url, ...more };
  const response = await send(preferences, headers, wanted);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(JSON.parse(wanted));
});

test('SEC-H44: reading changes nothing', async () => {
  const rows = async () => JSON.stringify(await world.portal.db.selectFrom('person').selectAll().execute());
  const before = await rows();
  for (const { method, path } of [...operationsOf(portal, '/api'), ...operationsOf(api, '/api/f/lumen/v1')]) {
    if (method !== 'GET' || path.endsWith('/changes') || path.endsWith('/events')) continue;
    await (await world.browser.call('GET', path)).text();
  }
  expect(await rows()).toBe(before);
  expect(await world.portal.db.selectFrom('login').select('id').execute()).toHaveLength(1);
});

test('SEC-H28: nothing is for pages of other sites to read', async () => {
  for (const path of ['/', '/api/me', '/api/federation', '/.well-known/jwks.json']) {
    for (const method of ['GET', 'OPTIONS']) {
      const headers = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' };
      const response = await world.browser.ask(world.portal.url + path, { method, headers });
      expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  }
});
