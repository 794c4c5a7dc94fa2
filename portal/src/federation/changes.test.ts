import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { describe, startFacility } from '../../testing/facility.ts';
import { type FederationWorld, federationWorld, untilJoined } from '../../testing/federation.ts';
import { listenTo } from '../../testing/stream.ts';

let world: FederationWorld;
const ends: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  world = await federationWorld(['lumen', 'helia'], {}, (end) => void ends.push(end));
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});
beforeEach(async () => {
  world.browser = world.portal.openBrowser();
  await world.browser.signIn();
});

type Facility = FederationWorld['facilities'][number];
const facility = (at: number) => world.facilities[at] as Facility;
const until = (condition: () => void) => vi.waitFor(condition, { timeout: 15_000, interval: 20 });
const instance = 'k3v9q0zt5m1x8d2c';

async function openBoth() {
  const stream = await listenTo(world.browser, '/api/changes');
  // Where nothing was heard before, everything may have changed.
  await until(() => expect(stream.heard).toHaveLength(2));
  return stream;
}

test('one stream tells of every facility, and its ids say how far it has come at each', async () => {
  const stream = await openBoth();
  expect(stream.heard.map(({ data }) => data)).toEqual(
    expect.arrayContaining([
      { what: 'instances', facility: 'lumen', instance: null },
      { what: 'instances', facility: 'helia', instance: null },
    ]),
  );
  facility(0).tell({ instance });
  await until(() => expect(stream.heard).toHaveLength(3));
  expect(stream.heard[2]).toMatchObject({
    id: 'lumen=1.0',
    event: 'message',
    data: { what: 'instances', facility: 'lumen', instance },
  });
  facility(1).tell({ instance, state: 'stopped' });
  await until(() => expect(stream.heard).toHaveLength(5));
  expect(stream.heard.slice(3).map(({ data }) => data)).toEqual([
    { what: 'plans', facility: 'helia', instance: null },
    { what: 'instances', facility: 'helia', instance },
  ]);
  expect(stream.heard[4]?.id).toBe('lumen=1.0,helia=1.0');
  stream.close();
});

test('a browser that comes back hears what it missed, and nothing twice', async () => {
  const first = await openBoth();
  facility(0).tell({ instance });
  await until(() => expect(first.heard).toHaveLength(3));
  const id = first.heard[2]?.id ?? '';
  first.close();
  await until(() => expect(world.portal.openStreams()).toBe(0));

  facility(0).tell({ instance: 'a123456789012345' });
  const again = await listenTo(world.browser, '/api/changes', { 'last-event-id': id });
  await until(() => expect(again.heard.length).toBeGreaterThanOrEqual(2));
  expect(again.heard.map(({ data }) => data)).toEqual(
    expect.arrayContaining([
      { what: 'instances', facility: 'lumen', instance: 'a123456789012345' },
      { what: 'instances', facility: 'helia', instance: null },
    ]),
  );
  expect(again.heard).toHaveLength(2);
  again.close();
});

test('a place in the stream that nobody gave is as good as none', async () => {
  for (const id of ['nonsense', 'lumen=;DROP', 'x'.repeat(5000), '../=1.1', 'lumen=99999999999999999999.1']) {
    const stream = await listenTo(world.browser, '/api/changes', { 'last-event-id': id });
    expect(stream.response.status).toBe(200);
    await until(() => expect(stream.heard).toHaveLength(2));
    stream.close();
  }
});

test('C36: proxies are told neither to hold the stream back nor to change it', async () => {
  const { response, close } = await listenTo(world.browser, '/api/changes', { 'accept-encoding': 'gzip, br' });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
  expect(response.headers.get('x-accel-buffering')).toBe('no');
  expect(response.headers.get('content-encoding')).toBeNull();
  close();
});

test('a closed tab leaves no stream behind, neither here nor at the facilities', async () => {
  const before = [world.portal.openStreams(), facility(0).openStreams(), facility(1).openStreams()];
  const tabs = await Promise.all(Array.from({ length: 3 }, () => openBoth()));
  await until(() => expect(facility(0).openStreams()).toBe((before[1] ?? 0) + 3));
  expect(world.portal.openStreams()).toBe((before[0] ?? 0) + 3);
  const relayed = await listenTo(world.browser, '/api/f/lumen/v1/events');
  await until(() => expect(facility(0).openStreams()).toBe((before[1] ?? 0) + 4));

  for (const tab of [...tabs, relayed]) tab.close();
  await until(() => {
    expect([world.portal.openStreams(), facility(0).openStreams(), facility(1).openStreams()]).toEqual(before);
  });
});

test('of one login, only so many streams are open', async () => {
  const tabs = await Promise.all(Array.from({ length: 12 }, () => listenTo(world.browser, '/api/changes')));
  const more = await world.browser.call('GET', '/api/changes');
  expect(more.status).toBe(429);
  for (const tab of tabs) tab.close();
  await until(() => expect(world.portal.openStreams()).toBe(0));
});

test('SEC-T12: the stream ends with the login, and so does what it opened at the facilities', async () => {
  const stream = await openBoth();
  const relayed = await listenTo(world.browser, '/api/f/lumen/v1/events');
  await world.browser.ask(`${world.portal.url}/sign-out`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  await Promise.all([stream.ended, relayed.ended]);
  await until(() => expect(world.portal.openStreams() + facility(0).openStreams() + facility(1).openStreams()).toBe(0));
});

test('C2: fifty calls and a stream without a login are refused, and set or begin nothing', async () => {
  const nobody = world.portal.openBrowser();
  nobody.jar.set('__Host-atrium', 'of a login that is over');
  const calls = Array.from({ length: 50 }, () => nobody.call('GET', '/api/me'));
  for (const response of await Promise.all([...calls, nobody.call('GET', '/api/changes')])) {
    expect(response.status).toBe(401);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.json()).toMatchObject({ code: 'LOGIN_REQUIRED' });
  }
});

test('a facility that joins, says something else, falls silent or leaves is told of', async () => {
  const stream = await openBoth();
  const joins = await startFacility(world.portal.url, 'nimbus');
  const leave = await world.portal.drop(joins.entry);
  const changed = { what: 'facility', facility: 'nimbus', instance: null };
  const told = () => stream.heard.filter(({ data }) => JSON.stringify(data) === JSON.stringify(changed)).length;
  await until(() => expect(told()).toBeGreaterThanOrEqual(2));
  await until(() => expect(joins.openStreams()).toBe(1));

  const before = told();
  joins.answers['facility.get'] = () => ({ ...describe('nimbus'), description: 'Now with more cores.' });
  await until(() => expect(told()).toBe(before + 1));
  await joins.stop();
  await until(() => expect(told()).toBe(before + 2));
  await leave();
  await until(() => expect(told()).toBe(before + 3));
  stream.close();
});

test('a facility that comes back is followed again, from where it was', async () => {
  const joins = await startFacility(world.portal.url, 'corvid');
  const leave = await world.portal.drop(joins.entry);
  await untilJoined(world.portal.url, ['corvid']);
  const stream = await listenTo(world.browser, '/api/changes');
  await until(() => expect(joins.openStreams()).toBe(1));
  joins.tell({ instance });
  await until(() => expect(stream.heard.at(-1)?.id).toContain('corvid=1.0'));
  joins.cutStreams();
  joins.tell({ instance: 'b123456789012345' });
  await until(() => expect(stream.heard.at(-1)?.data).toMatchObject({ instance: 'b123456789012345' }));
  stream.close();
  await leave();
});
