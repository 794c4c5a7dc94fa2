import { actionForbidden, instanceQuotaExceeded, loginRequired } from '@atrium/contract/errors';
import { createRelayedClient } from '@atrium/contract/portal/client';
import { api } from '@atrium/contract/v1/api';
import { ORPCError } from '@orpc/client';
import { isContractProcedure } from '@orpc/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { describe } from '../../testing/facility.ts';
import { type FederationWorld, federationWorld } from '../../testing/federation.ts';
import { anInstance } from '../../testing/instance.ts';

let world: FederationWorld;
const ends: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  world = await federationWorld(['lumen', 'helia'], {}, (end) => void ends.push(end));
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});
beforeEach(async () => {
  world.issuer.reset();
  world.browser = world.portal.openBrowser();
  await world.browser.signIn();
  for (const { asked } of world.facilities) asked.length = 0;
});

const [lumen, helia] = [() => world.facilities[0] as never as Facility, () => world.facilities[1] as never as Facility];
type Facility = FederationWorld['facilities'][number];

test('one call goes to one facility, with a token for it alone', async () => {
  lumen().answers['instances.get'] = () => anInstance();
  const response = await world.browser.call('GET', '/api/f/lumen/v1/instances/k3v9q0zt5m1x8d2c');
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual(anInstance());
  const [asked] = lumen().askedFor('instances.get');
  const [login] = await world.portal.db.selectFrom('login').selectAll().orderBy('beganAt', 'desc').execute();
  expect(asked?.claims).toEqual({
    iss: world.portal.url,
    client_id: world.portal.url,
    aud: 'https://connector.lumen.example',
    scope: 'person',
    sub: 'mira@demo.atrium.example',
    idp: world.issuer.url,
    name: 'Mira Okafor',
    sid: login?.id,
    login_exp: Math.floor((login?.endsAt.getTime() ?? 0) / 1000),
    auth_time: expect.any(Number),
    act: { sub: world.portal.url },
    entitlements: [],
    affiliation: [],
    assurance: [],
    iat: expect.any(Number),
    exp: expect.any(Number),
    jti: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect((asked?.claims?.exp ?? 0) - (asked?.claims?.iat ?? 0)).toBe(300);
  expect(helia().askedFor('instances.get')).toEqual([]);
});

test('SEC-H30: what the person showed to the portal goes no further', async () => {
  lumen().answers['instances.list'] = () => ({ instances: [], next: null });
  await world.browser.call('GET', '/api/f/lumen/v1/instances', undefined, {
    authorization: 'Bearer of-somebody-else',
    'x-remote-user': 'ada',
    'x-forwarded-for': '10.0.0.1',
  });
  const [asked] = lumen().askedFor('instances.list');
  const cookie = world.browser.jar.get('__Host-atrium') ?? '';
  const sent = JSON.stringify(asked?.headers);
  expect(sent).not.toContain(cookie);
  expect(sent).not.toContain('of-somebody-else');
  expect(sent).not.toContain('ada');
  expect(Object.keys(asked?.headers ?? {}).sort()).toEqual(['authorization', 'connection', 'host', 'traceparent']);
  expect(asked?.claims?.sub).toBe('mira@demo.atrium.example');
});

test('the trace that a page began goes on to the facility', async () => {
  lumen().answers['instances.list'] = () => ({ instances: [], next: null });
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  await world.browser.call('GET', '/api/f/lumen/v1/instances', undefined, {
    traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
  });
  expect(lumen().askedFor('instances.list')[0]?.headers.traceparent).toMatch(
    new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`),
  );
});

test('the input goes on as it came, and the Idempotency-Key with it', async () => {
  lumen().answers['instances.create'] = () => anInstance({ state: 'requested' });
  const body = { plan: 'small', name: 'quiet heron', data: ['10.5072/a'] };
  const key = '5f0c8d3e-8a51-4a37-9f0e-0a8c4a2b7f11';
  const response = await world.browser.call('POST', '/api/f/lumen/v1/instances', body, { 'idempotency-key': key });
  expect(response.status).toBe(201);
  const [asked] = lumen().askedFor('instances.create');
  expect(asked?.input).toMatchObject({ body, headers: { 'idempotency-key': key } });
  expect(JSON.stringify(asked?.headers)).not.toContain('x-atrium');
});

test('a change has a token of its own each time, so that a repeat is no replay', async () => {
  lumen().answers['instances.stop'] = () => anInstance({ state: 'stopping' });
  for (let times = 0; times < 2; times++) {
    expect((await world.browser.call('POST', '/api/f/lumen/v1/instances/k3v9q0zt5m1x8d2c/stop')).status).toBe(200);
  }
  const jtis = lumen()
    .askedFor('instances.stop')
    .map(({ claims }) => claims?.jti);
  expect(new Set(jtis).size).toBe(2);
});

test('what the contract does not allow is refused before the facility is asked', async () => {
  const wrong: [string, string, unknown][] = [
    ['GET', '/instances/not-an-id', undefined],
    ['GET', '/instances?limit=1000', undefined],
    ['GET', '/instances?colour=red', undefined],
    ['PATCH', '/instances/k3v9q0zt5m1x8d2c', { name: '<script>' }],
    ['POST', '/access/tickets', { instance: 'k3v9q0zt5m1x8d2c', interface: 'lab', role: 'owner' }],
  ];
  for (const [method, path, body] of wrong) {
    const response = await world.browser.call(method, `/api/f/lumen/v1${path}`, body);
    expect(await response.json()).toMatchObject({ code: 'INPUT_INVALID' });
  }
  expect(lumen().asked.filter(({ claims }) => claims?.scope === 'person')).toEqual([]);
});

test('a refusal of the facility arrives with its code and its facts, in the words of the catalogue', async () => {
  const exceeded = [{ level: 'person', group: null, resource: 'instances', max: 2, used: 2, held: 0, asked: 1 }];
  lumen().answers['instances.start'] = () => {
    throw instanceQuotaExceeded({ exceeded });
  };
  const response = await world.browser.call('POST', '/api/f/lumen/v1/instances/k3v9q0zt5m1x8d2c/start');
  expect(response.status).toBe(409);
  expect(await response.json()).toEqual({
    code: 'INSTANCE_QUOTA_EXCEEDED',
    message: 'The request passes a limit.',
    hint: expect.any(String),
    data: { exceeded },
    traceId: expect.any(String),
  });
});

test.each([
  [
    'of another operation',
    () => {
      throw loginRequired();
    },
  ],
  [
    'with facts of another shape',
    () => {
      throw new ORPCError('ACTION_FORBIDDEN', { status: 403, data: { action: 7 } });
    },
  ],
  [
    'that nobody knows',
    () => {
      throw new ORPCError('INVENTED', { status: 418 });
    },
  ],
  [
    'whose status is not that of its code',
    () => {
      throw new ORPCError(actionForbidden({ action: 'start' }).code, { status: 400, data: { action: 'start' } });
    },
  ],
])('SEC-T8: a refusal %s is the trouble of that facility', async (_, answer) => {
  lumen().answers['instances.start'] = answer as never;
  const response = await world.browser.call('POST', '/api/f/lumen/v1/instances/k3v9q0zt5m1x8d2c/start');
  const { code } = (await response.json()) as { code: string };
  expect(['FACILITY_BROKEN', 'INTERNAL']).toContain(code);
});

test('operations of machines are not there for pages', async () => {
  const paths: [string, string, unknown][] = [
    ['POST', '/access/logins/end', { login: 'x' }],
    ['POST', '/access/persons/end', { idp: world.issuer.url, sub: 'mira' }],
    ['GET', '/access/logins?since=2026-01-01T00:00:00Z', undefined],
  ];
  for (const [method, path, body] of paths) {
    const response = await world.browser.call(method, `/api/f/lumen/v1${path}`, body);
    expect(await response.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
  }
});

test('SEC-H40: without a login, a facility shows what it shows to everybody, and nothing else', async () => {
  const open = ['facility.get', 'environments.list', 'flavours.list', 'plans.list', 'datasets.list', 'datasets.get'];
  const nobody = world.portal.openBrowser();
  lumen().asked.length = 0;
  for (const [operation, method, path] of operations()) {
    const response = await nobody.call(method, `/api/f/lumen/v1${path.replaceAll(/\{\w+\}/g, 'x')}?pid=x`);
    const body = (await response.json()) as { code?: string };
    if (open.includes(operation)) expect(response.status, operation).not.toBe(401);
    else expect(['LOGIN_REQUIRED', 'INPUT_INVALID', 'ROUTE_NOT_FOUND'], operation).toContain(body.code);
  }
  const asked = lumen().asked.filter(({ claims }) => claims?.scope !== 'machine');
  expect(asked.map(({ operation }) => operation).filter((operation) => !open.includes(operation))).toEqual([]);
  expect(asked.every(({ claims }) => claims === undefined)).toBe(true);
});

test('an unknown facility, and one whose name is written otherwise, is not there', async () => {
  for (const path of [
    '/api/f/nowhere/v1/facility',
    '/api/f/LUMEN/v1/facility',
    '/api/f/lu%6den/v1/facility',
    '/api/f/lumen%2F../v1/facility',
  ]) {
    const response = await world.browser.call('GET', path);
    expect(response.status, path).toBe(404);
  }
});

test('the client of the contract works over the relay, as it does at a connector', async () => {
  lumen().answers['facility.get'] = () => describe('lumen');
  const client = createRelayedClient(world.portal.url, 'lumen');
  expect(await client.facility.get()).toEqual(describe('lumen'));
});

test('a picture arrives as it is, for this person alone', async () => {
  const jpeg = new File([new Uint8Array([0xff, 0xd8, 0xff, 0xd9])], 'desktop.jpg', { type: 'image/jpeg' });
  lumen().answers['instances.picture'] = () => ({
    headers: { etag: '"abc"', 'cache-control': 'public, max-age=99999999' },
    body: jpeg,
  });
  const response = await world.browser.call('GET', '/api/f/lumen/v1/instances/k3v9q0zt5m1x8d2c/picture');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('image/jpeg');
  expect(response.headers.get('etag')).toBe('"abc"');
  expect(response.headers.get('cache-control')).toMatch(/^private/);
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0xff, 0xd8, 0xff, 0xd9]));
});

function operations(): [string, string, string][] {
  const found: [string, string, string][] = [];
  const walk = (contract: object, path: string[]): void => {
    for (const [name, below] of Object.entries(contract)) {
      if (isContractProcedure(below)) {
        const { method = 'POST', path: route = '' } = below['~orpc'].route;
        found.push([[...path, name].join('.'), method, route]);
      } else walk(below, [...path, name]);
    }
  };
  walk(api, []);
  return found;
}
