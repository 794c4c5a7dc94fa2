import { accountMissing } from '@atrium/contract/errors';
import { beforeEach, expect, test } from 'vitest';
import { type FederationWorld, federationWorld } from '../../testing/federation.ts';
import { anInstance } from '../../testing/instance.ts';

let world: FederationWorld;
beforeEach(async () => {
  world = await federationWorld(['lumen'], { facilityCalls: { watchSeconds: 0.2, relaySeconds: 1 } });
  await world.browser.signIn();
});
const lumen = () => world.facilities[0] as FederationWorld['facilities'][number];

async function list(browser = world.browser, query = '') {
  const response = await browser.call('GET', `/api/facilities/lumen/instances${query}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('while a facility is silent, my instances are shown as last known, with when that was and since when it is silent', async () => {
  lumen().answers['instances.list'] = () => ({ instances: [anInstance()], next: null });
  const now = await list();
  expect(now.body).toEqual({ instances: [anInstance()], observedAt: expect.any(String), silentSince: null });

  await lumen().stop();
  const last = await list();
  expect(last.status).toBe(200);
  expect(last.body).toEqual({
    instances: [anInstance()],
    observedAt: now.body.observedAt,
    silentSince: expect.stringMatching(/Z$/),
  });
  expect((await list(world.browser, '?over=include')).body).toMatchObject({ code: 'FACILITY_SILENT' });
});

test('SEC-H29: the last answer of one person is never another’s', async () => {
  lumen().answers['instances.list'] = () => ({ instances: [anInstance()], next: null });
  await list();
  await lumen().stop();
  world.issuer.tamper.person = { sub: 'jonas', voperson_id: 'jonas@demo.atrium.example', name: 'Jonas Weber' };
  const other = world.portal.openBrowser();
  await other.signIn();
  expect((await list(other)).body).toMatchObject({ code: 'FACILITY_SILENT' });

  // And of the same name at the same issuer, but known otherwise: not Mira.
  world.issuer.tamper.person = { sub: 'mira@demo.atrium.example ', name: 'Mira Okafor' };
  const alike = world.portal.openBrowser();
  await alike.signIn();
  expect((await list(alike)).body).toMatchObject({ code: 'FACILITY_SILENT' });
});

test('a facility that answers is believed: what is kept makes no answer of its own', async () => {
  lumen().answers['instances.list'] = () => ({ instances: [anInstance()], next: null });
  await list();
  lumen().answers['instances.list'] = () => {
    throw accountMissing();
  };
  expect((await list()).body).toMatchObject({ code: 'FACILITY_BROKEN' });
  lumen().answers['instances.list'] = () => ({ instances: [], next: null });
  expect((await list()).body).toMatchObject({ instances: [] });
  await lumen().stop();
  expect((await list()).body).toMatchObject({ instances: [] });
});

test('SEC-T8: what a database cannot hold is no reason to fail', async () => {
  const reason = { code: 'EXITED', data: { 'a\0': 'NUL \0, half \ud800, text \\u0000' } };
  lumen().answers['instances.list'] = () => ({ instances: [anInstance({ reason })], next: null });
  expect((await list()).body).toMatchObject({ instances: [{ reason }] });
  await lumen().stop();
  const data = { 'a\ufffd': 'NUL \ufffd, half \ufffd, text \\u0000' };
  expect((await list()).body).toMatchObject({ instances: [{ reason: { code: 'EXITED', data } }] });
});

test('all pages are joined into one list', async () => {
  const ids = ['a123456789012345', 'b123456789012345', 'c123456789012345'];
  lumen().answers['instances.list'] = ({ input }) => {
    const { after } = input as { after?: string };
    const at = Number(after ?? 0);
    return { instances: [anInstance({ id: ids[at] ?? '' })], next: at < 2 ? String(at + 1) : null };
  };
  const { body } = await list();
  expect((body.instances as { id: string }[]).map(({ id }) => id)).toEqual(ids);
});
