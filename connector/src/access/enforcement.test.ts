import { databaseUnavailable } from '@atrium/contract/errors';
import { silent } from '@atrium/server/testing/database';
import { expect, test, vi } from 'vitest';
import { letIn, readyInstance } from '../../testing/access.ts';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { testFacility } from '../../testing/facility.ts';
import { identityProvider } from '../../testing/portal.ts';
import type { Db } from '../database/tables.ts';
import type { Instance } from '../instances/instance.ts';
import { nobody } from '../people/facts.ts';
import { createEnforcement } from './enforcement.ts';

const team = 'urn:geant:lumen.test:group:team';
const trust = { namespaces: ['urn:geant:lumen.test'], authorities: [] };
const anna = { person: { idp: identityProvider, sub: 'anna' } };
const pid = '10.5072/lumen.one';

/** A facility with one closed dataset, of whose team Anna is. */
async function facilityWithTeam() {
  const facility = await testFacility();
  const { write, readRules } = facility;
  await write('data', 'measured');
  const dataset = {
    pid,
    title: 'One',
    path: 'data',
    mountName: 'one',
    origin: 'Here.',
    licence: 'CC0-1.0',
    proposal: 'P1',
  };
  await write('datasets.json', { datasets: [dataset] });
  await write('proposals.json', { proposals: [{ id: 'P1', title: 'First', members: [anna] }] });
  return { ...facility, dataset, rules: readRules() };
}

/** Whoever is let in, and what the gateway is told of it. */
async function open(connector: Awaited<ReturnType<typeof startTestConnector>>, claims = {}, of = {}) {
  const id = await readyInstance(connector, 'anna', claims, of);
  const stream = await connector.gateway.changes();
  await stream.next();
  const { grant, host, cookieHash } = await letIn(connector, 'anna', id, claims);
  const isOpen = () =>
    connector.gateway.recall({ host, cookieHash }).then(
      () => true,
      () => false,
    );
  async function toldEnded() {
    for (;;) {
      const { value, done } = await stream.next();
      if (done) throw new Error('the stream is over');
      if (value.kind === 'ended') return { ...value };
    }
  }
  return { id, grant, isOpen, toldEnded };
}

test('SEC-T11 a person who is taken out of a team loses data and plan at once, without a restart', async () => {
  const { config, write, rules } = await facilityWithTeam();
  rules.plans.team = { environment: 'nothing@1', flavours: ['small'], when: [{ proposal: 'any' }] };
  await write('rules.json', rules);
  const connector = await startTestConnector(config);
  const client = connector.clientOf('anna');
  const { id, grant, isOpen, toldEnded } = await open(connector, {}, { plan: 'team-small', data: [pid] });
  expect(await isOpen()).toBe(true);

  await write('proposals.json', { proposals: [{ id: 'P1', title: 'First', members: [] }] });
  expect(await toldEnded()).toEqual({ kind: 'ended', id: grant.id, reason: 'RIGHT_GONE' });
  expect(await isOpen()).toBe(false);
  const ticket = client.access.ticket({ instance: id, interface: 'web' });
  await expect(ticket).rejects.toMatchObject({ code: 'PLAN_FORBIDDEN', data: { why: { code: 'PROPOSAL_NEEDED' } } });
  expect(await client.instances.get({ id }), 'what runs is left to its owner').toMatchObject({ state: 'ready' });
  const again = client.instances.create(newInstance('x', { plan: 'team-small' }));
  await expect(again).rejects.toMatchObject({ code: 'PLAN_FORBIDDEN', status: 403 });
  const withData = client.instances.create(newInstance('x', { data: [pid] }));
  await expect(withData).rejects.toMatchObject({ code: 'DATASET_FORBIDDEN', data: { pid } });
  await client.instances.stop({ id });
  await vi.waitFor(async () => expect((await client.instances.get({ id })).state).toBe('stopped'), 10_000);
  await expect(client.instances.start({ id })).rejects.toMatchObject({ code: 'PLAN_FORBIDDEN' });
});

test('data that come under embargo are closed to who has them open and is not of the team', async () => {
  const { config, write, dataset } = await facilityWithTeam();
  await write('datasets.json', { datasets: [{ ...dataset, proposal: null }] });
  await write('proposals.json', { proposals: [{ id: 'P1', title: 'First', members: [] }] });
  const connector = await startTestConnector(config);
  const { id, isOpen, toldEnded } = await open(connector, {}, { data: [pid] });
  await write('datasets.json', { datasets: [dataset] });
  expect(await toldEnded()).toMatchObject({ reason: 'RIGHT_GONE' });
  expect(await isOpen()).toBe(false);
  const ticket = connector.clientOf('anna').access.ticket({ instance: id, interface: 'web' });
  await expect(ticket).rejects.toMatchObject({ code: 'DATASET_FORBIDDEN', status: 403 });
});

test('SEC-T11 a token that carries less closes what the earlier one had opened', async () => {
  const { config, write, rules } = await facilityWithTeam();
  rules.trust = trust;
  rules.plans.nothing = { environment: 'nothing@1', flavours: ['small'], when: [{ entitlement: team }] };
  await write('rules.json', rules);
  const connector = await startTestConnector(config);
  const member = { entitlements: [team] };
  const { isOpen, toldEnded } = await open(connector, member);
  expect(await isOpen()).toBe(true);
  await connector.clientOf('anna').me.get();
  expect(await isOpen()).toBe(false);
  expect(await toldEnded()).toMatchObject({ reason: 'RIGHT_GONE' });
});

test('an older token changes nothing of what a newer one has said', async () => {
  const { config, write, rules } = await facilityWithTeam();
  rules.trust = trust;
  rules.plans.nothing = { environment: 'nothing@1', flavours: ['small'], when: [{ entitlement: team }] };
  await write('rules.json', rules);
  const connector = await startTestConnector(config);
  const { isOpen } = await open(connector, { entitlements: [team] });
  const iat = Math.floor(Date.now() / 1000) - 60;
  await connector.clientOf('anna', { iat, exp: iat + 300 }).me.get();
  expect(await isOpen()).toBe(true);
});

test('a person who loses the account here is let in no more', async () => {
  const { config, write, rules } = await facilityWithTeam();
  const connector = await startTestConnector(config);
  const { id, isOpen, toldEnded } = await open(connector);
  await write('rules.json', { ...rules, accounts: [] });
  await toldEnded();
  expect(await isOpen()).toBe(false);
  const ticket = connector.clientOf('anna').access.ticket({ instance: id, interface: 'web' });
  await expect(ticket).rejects.toMatchObject({ code: 'ACCOUNT_MISSING', status: 403 });
});

test('a rule that changes after a ticket was given counts when it is redeemed', async () => {
  const { config, write, rules } = await facilityWithTeam();
  const connector = await startTestConnector(config);
  const client = connector.clientOf('anna');
  const id = await readyInstance(connector, 'anna');
  const { address, ticket } = await client.access.ticket({ instance: id, interface: 'web' });
  await write('rules.json', { ...rules, accounts: [] });
  await vi.waitFor(async () => expect((await client.me.get()).account).toBeNull(), 10_000);
  const redeemed = connector.gateway.redeem({ host: new URL(address).host, ticket, cookieHash: 'x'.repeat(43) });
  await expect(redeemed).rejects.toMatchObject({ code: 'TICKET_REFUSED' });
});

test('a file that cannot be read changes nothing, and health says so until it can', async () => {
  const { config, write, rules } = await facilityWithTeam();
  const connector = await startTestConnector(config);
  const { isOpen } = await open(connector);
  await write('rules.json', '{ "plans": ');
  const problems = () => connector.nobody.facility.get().then(({ health }) => health.problems);
  await vi.waitFor(async () => {
    expect(await problems()).toMatchObject([{ code: 'FILE_UNREADABLE', subject: 'rules.json' }]);
  }, 10_000);
  expect(await isOpen()).toBe(true);
  await write('rules.json', rules);
  await vi.waitFor(async () => expect(await problems()).toEqual([]), 10_000);
});

test('what the facility has withdrawn for everybody is left to its end, and cannot be started again', async () => {
  const { config, write, rules } = await facilityWithTeam();
  const connector = await startTestConnector(config);
  const client = connector.clientOf('anna');
  const { id, isOpen } = await open(connector);
  await write('rules.json', { ...rules, plans: {} });
  await vi.waitFor(async () => expect((await client.plans.list({})).plans).toEqual([]), 10_000);
  expect(await isOpen()).toBe(true);
  expect(await client.instances.get({ id })).toMatchObject({ state: 'ready', extendableTo: null });
  await client.instances.stop({ id });
  await vi.waitFor(async () => expect((await client.instances.get({ id })).state).toBe('stopped'), 10_000);
  await expect(client.instances.start({ id })).rejects.toMatchObject({ code: 'PLAN_FORBIDDEN' });
});

test('SEC-H39 a database that cannot be asked takes nothing from anybody', async () => {
  const known = () => Promise.reject(databaseUnavailable());
  const judge = { known, judged: () => ({ facts: nobody, account: undefined }) };
  const enforcement = createEnforcement({
    db: {} as Db,
    judge,
    admission: { demandPart: () => {} },
    clock: () => new Date(),
    log: silent,
  });
  const instance = { members: [{ personId: 'anna', role: 'owner', name: 'Anna' }] } as Instance;
  const asked = enforcement.mayUse({} as Db, 'anna', instance);
  await expect(asked).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
});
