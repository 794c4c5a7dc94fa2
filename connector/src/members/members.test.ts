import type { Change } from '@atrium/contract/gateway/api';
import { openTestDatabase } from '@atrium/server/testing/database';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { letIn, readyInstance } from '../../testing/access.ts';
import { startTestConnector } from '../../testing/connector.ts';
import { testFacility } from '../../testing/facility.ts';
import { identityProvider, type PersonClaims } from '../../testing/portal.ts';
import type { Tables } from '../database/tables.ts';

type Connector = Awaited<ReturnType<typeof startTestConnector>>;
type Role = 'collaborator' | 'viewer';

let facility: Awaited<ReturnType<typeof testFacility>>;
let connector: Connector;
/** An instance of anna. */
let id: string;

beforeEach(async () => {
  facility = await testFacility();
  await facility.write('environments/nothing.yaml', environment);
  connector = await startTestConnector(facility.config);
  id = await readyInstance(connector, 'anna');
});

/** A desktop and a web interface; neither is more than an answer. */
const environment = JSON.stringify({
  name: 'nothing',
  version: '1',
  title: 'Nothing',
  description: 'Runs nothing.',
  interfaces: [
    { name: 'web', kind: 'web', title: 'Web' },
    { name: 'desktop', kind: 'desktop', title: 'Desktop' },
  ],
  engines: { null: { pretending: ['desktop'] } },
});

const of = (person: string, claims: PersonClaims = {}) => connector.clientOf(person, claims);

async function invite(role: Role = 'collaborator', more: { note?: string; days?: number } = {}) {
  return of('anna').members.invite({ instance: id, role, ...more });
}

async function join(person: string, role: Role = 'collaborator'): Promise<string> {
  const { code } = await invite(role);
  await of(person).members.accept({ code });
  return personIdOf(person);
}

async function personIdOf(person: string): Promise<string> {
  return (await of(person).me.get()).person.id;
}

/** Anna's own connection, as her gateway reports it. */
async function annaIsHere(): Promise<{ leave: () => Promise<void> }> {
  const { grant } = await letIn(connector, 'anna', id);
  const report = (connections: number) =>
    connector.gateway.report({
      grants: [{ id: grant.id, connections, bytesToPerson: 0, bytesFromPerson: 0, lastInputAt: null }],
    });
  await report(1);
  await vi.waitFor(async () => expect((await people()).ownerPresent).toBe(true), 10_000);
  return {
    async leave() {
      await report(0);
      // A minute later.
      const db = openTestDatabase<Tables>(facility.config.databaseUrl);
      await sql`UPDATE access_grant SET connected_at = connected_at - interval '61 s'`.execute(db);
      await vi.waitFor(async () => expect((await people()).ownerPresent).toBe(false), 10_000);
    },
  };
}

const people = () => of('anna').members.list({ instance: id });
const openFor = async (person: string, name: string) => {
  const { address, ticket } = await of(person).access.ticket({ instance: id, interface: name });
  const { host } = new URL(address);
  return connector.gateway.redeem({
    host,
    ticket,
    cookieHash: crypto.randomUUID().replaceAll('-', '').padEnd(43, 'x'),
  });
};

describe('an invitation', () => {
  test('UC-T3: says who, where and what it means before it is accepted, and makes a member', async () => {
    const { code, invitation } = await invite('collaborator', { note: 'Look at the mask' });
    expect(invitation).toMatchObject({
      role: 'collaborator',
      state: 'open',
      note: 'Look at the mask',
      answeredBy: null,
    });
    const days = (Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)) / 86_400_000;
    expect(days).toBe(7);
    expect(await of('bob').members.look({ code })).toEqual({
      instance: { name: 'quiet heron', environment: 'Nothing' },
      owner: { name: 'anna', organisation: null },
      facility: 'Lumen',
      role: 'collaborator',
      interfaces: ['Web', 'Desktop'],
      note: 'Look at the mask',
      expiresAt: invitation.expiresAt,
    });
    expect((await of('bob').instances.list({})).instances).toEqual([]);
    expect(await of('bob').members.accept({ code })).toMatchObject({ id, role: 'collaborator' });
    expect((await of('bob').instances.list({})).instances).toMatchObject([{ id, owner: { name: 'anna' } }]);
    const { members, invitations } = await people();
    expect(members.map(({ person, role }) => [person.name, role])).toEqual([
      ['anna', 'owner'],
      ['bob', 'collaborator'],
    ]);
    expect(invitations).toMatchObject([{ state: 'accepted', answeredBy: 'bob' }]);
  });

  test('to watch names only what can be watched', async () => {
    const { code } = await invite('viewer');
    expect((await of('bob').members.look({ code })).interfaces).toEqual(['Desktop']);
  });

  test('SEC-H41: opens once, and not when it was used, taken back, declined, or is too old', async () => {
    const used = await invite();
    await of('bob').members.accept({ code: used.code });
    const declined = await invite();
    await of('carl').members.decline({ code: declined.code });
    const revoked = await invite();
    await of('anna').members.revoke({ instance: id, invitation: revoked.invitation.id });
    const old = await invite();
    const db = openTestDatabase<Tables>(facility.config.databaseUrl);
    await sql`UPDATE invitation SET expires_at = now() WHERE id = ${old.invitation.id}`.execute(db);
    for (const [{ code }, state] of [
      [used, 'accepted'],
      [declined, 'declined'],
      [revoked, 'revoked'],
      [old, 'expired'],
    ] as const) {
      const over = { code: 'INVITATION_OVER', status: 410, data: { state } };
      await expect(of('dora').members.look({ code })).rejects.toMatchObject(over);
      await expect(of('dora').members.accept({ code })).rejects.toMatchObject(over);
      await expect(of('dora').members.decline({ code })).rejects.toMatchObject(over);
    }
    await expect(of('dora').members.accept({ code: 'x'.repeat(43) })).rejects.toMatchObject({
      code: 'INVITATION_NOT_FOUND',
    });
    await expect(of('dora').instances.get({ id })).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
  });

  test('SEC-T22: of twenty who accept at once, one joins', async () => {
    const { code } = await invite();
    const guests = Array.from({ length: 20 }, (_, number) => `guest ${number}`);
    const outcomes = await Promise.allSettled(guests.map((guest) => of(guest).members.accept({ code })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await people()).members).toHaveLength(2);
  });

  test.each([
    ['the role of an owner', { role: 'owner' }],
    ['no days', { role: 'viewer', days: 0 }],
    ['days before today', { role: 'viewer', days: -1 }],
    ['31 days', { role: 'viewer', days: 31 }],
    ['a note with a direction mark', { role: 'viewer', note: 'a\u202eb' }],
    ['a long note', { role: 'viewer', note: 'x'.repeat(281) }],
    ['another field', { role: 'viewer', person: 'bob' }],
  ])('with %s is refused, and nothing is there', async (_, body) => {
    await expect(of('anna').members.invite({ instance: id, ...body } as never)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect((await people()).invitations).toEqual([]);
  });

  test('its code is kept by its hash alone', async () => {
    const { code } = await invite();
    const db = openTestDatabase<Tables>(facility.config.databaseUrl);
    for (const table of ['invitation', 'event', 'audit'] as const) {
      expect(JSON.stringify(await db.selectFrom(table).selectAll().execute())).not.toContain(code);
    }
  });

  test('leads nowhere when the instance is over, and to nobody who has a part in it already', async () => {
    const { code } = await invite();
    await expect(of('anna').members.accept({ code })).rejects.toMatchObject({ code: 'MEMBER_ALREADY', status: 409 });
    await of('anna').instances.delete({ id });
    await vi.waitFor(async () => expect((await of('anna').instances.get({ id })).state).toBe('ended'), 10_000);
    await expect(of('bob').members.accept({ code })).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(of('bob').members.look({ code })).rejects.toMatchObject({ code: 'INVITATION_OVER' });
    await expect(invite()).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  test('to work with the account of the owner needs an account of one’s own here; the refusal uses nothing up', async () => {
    const rules = facility.readRules();
    const accounts = [{ account: { is: 'own' as const }, when: [{ person: { idp: identityProvider, sub: 'anna' } }] }];
    const { code } = await invite();
    await facility.write('rules.json', { ...rules, accounts });
    await vi.waitFor(async () => expect((await of('bob').me.get()).account).toBeNull(), 10_000);
    await expect(of('bob').members.accept({ code })).rejects.toMatchObject({ code: 'ACCOUNT_MISSING' });
    await facility.write('rules.json', rules);
    await vi.waitFor(async () => expect((await of('bob').me.get()).account).not.toBeNull(), 10_000);
    expect(await of('bob').members.accept({ code })).toMatchObject({ role: 'collaborator' });
  });
});

describe('while it runs', () => {
  test('SEC-H35: a removal ends what the person has open, and what the person is told is the last of it', async () => {
    const bob = await join('bob', 'viewer');
    await annaIsHere();
    const grant = await openFor('bob', 'desktop');
    const told = await changesOf(connector);
    const stream = await of('bob').events.stream({});
    await of('anna').members.remove({ instance: id, person: bob });
    expect(await told((change) => change.kind === 'ended')).toMatchObject({ id: grant.id, reason: 'RIGHT_GONE' });
    const { value } = await stream.next();
    expect(value).toMatchObject({ action: 'remove', about: 'bob', by: { name: 'anna' } });
    await stream.return();
    await expect(of('bob').instances.get({ id })).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
    await expect(of('bob').members.list({ instance: id })).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
  });

  test('a ticket of somebody who was removed since opens nothing', async () => {
    const bob = await join('bob', 'viewer');
    await annaIsHere();
    const { address, ticket } = await of('bob').access.ticket({ instance: id, interface: 'desktop' });
    await of('anna').members.remove({ instance: id, person: bob });
    const { host } = new URL(address);
    const redeemed = connector.gateway.redeem({ host, ticket, cookieHash: 'x'.repeat(43) });
    await expect(redeemed).rejects.toMatchObject({ code: 'TICKET_REFUSED' });
  });

  test('a collaborator who becomes a viewer watches at once, and what cannot be watched is closed', async () => {
    const bob = await join('bob');
    await annaIsHere();
    const desktop = await openFor('bob', 'desktop');
    const web = await openFor('bob', 'web');
    expect(desktop).toMatchObject({ role: 'collaborator', drives: true });
    const told = await changesOf(connector);
    await of('anna').members.changeRole({ instance: id, person: bob, role: 'viewer' });
    expect(await told((change) => change.kind === 'ended')).toMatchObject({ id: web.id });
    const isBobs = (change: Change) => change.kind === 'changed' && change.grant.id === desktop.id;
    expect(await told(isBobs)).toMatchObject({ grant: { role: 'viewer', drives: false } });
    await expect(openFor('bob', 'web')).rejects.toMatchObject({ code: 'ACTION_FORBIDDEN', status: 403 });
  });

  test('whoever leaves has no part any more; the owner cannot leave', async () => {
    const bob = await join('bob', 'viewer');
    await of('bob').members.remove({ instance: id, person: bob });
    expect((await people()).members).toHaveLength(1);
    const anna = await personIdOf('anna');
    await expect(of('anna').members.remove({ instance: id, person: anna })).rejects.toMatchObject({
      code: 'ACTION_FORBIDDEN',
    });
  });

  test('nobody but the owner invites, removes, changes roles or says what goes on without the owner', async () => {
    const carl = await join('carl', 'viewer');
    const bob = await join('bob');
    for (const person of ['bob', 'carl']) {
      const { members } = of(person);
      for (const attempt of [
        () => members.invite({ instance: id, role: 'viewer' }),
        () => members.remove({ instance: id, person: person === 'bob' ? carl : bob }),
        () => members.changeRole({ instance: id, person: person === 'bob' ? carl : bob, role: 'collaborator' }),
        () => members.setAway({ instance: id, away: 'allow' }),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'ACTION_FORBIDDEN' });
      expect((await members.list({ instance: id })).invitations).toEqual([]);
    }
    const dora = of('dora').members;
    for (const attempt of [
      () => dora.list({ instance: id }),
      () => dora.invite({ instance: id, role: 'viewer' }),
      () => dora.remove({ instance: id, person: bob }),
      () => dora.changeRole({ instance: id, person: bob, role: 'viewer' }),
      () => dora.setAway({ instance: id, away: 'allow' }),
      () => dora.control({ instance: id, act: 'take' }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND', status: 404 });
    expect(await people()).toMatchObject({
      away: 'close',
      members: [{}, { role: 'viewer' }, { role: 'collaborator' }],
    });
  });
});

describe('the owner being away', () => {
  test('SEC-H35: closes it to others, who come in with the owner', async () => {
    await join('bob');
    await expect(openFor('bob', 'desktop')).rejects.toMatchObject({ code: 'OWNER_AWAY', status: 403 });
    const anna = await annaIsHere();
    const grant = await openFor('bob', 'desktop');
    const told = await changesOf(connector);
    await anna.leave();
    expect(await told((change) => change.kind === 'ended')).toMatchObject({ id: grant.id });
  });

  test('lets the others watch, or go on, as the owner has chosen', async () => {
    await join('bob');
    await of('anna').members.setAway({ instance: id, away: 'watch' });
    const desktop = await openFor('bob', 'desktop');
    expect(desktop).toMatchObject({ role: 'collaborator', drives: false });
    await expect(openFor('bob', 'web')).rejects.toMatchObject({ code: 'OWNER_AWAY' });
    const told = await changesOf(connector);
    await of('anna').members.setAway({ instance: id, away: 'allow' });
    expect(await told((change) => change.kind === 'changed')).toMatchObject({
      grant: { id: desktop.id, drives: true },
    });
    expect(await openFor('bob', 'web')).toMatchObject({ role: 'collaborator' });
  });
});

describe('UC-T2: keyboard and pointer', () => {
  test('are taken, passed on and opened to all; the owner has the last word', async () => {
    const bob = await join('bob');
    const carl = await join('carl');
    const anna = await personIdOf('anna');
    await annaIsHere();
    for (const person of ['bob', 'carl']) await reportHere(connector, await openFor(person, 'desktop'));
    const drivers = async () => (await people()).driver;
    expect(await drivers()).toBeNull();
    await of('bob').members.control({ instance: id, act: 'take' });
    expect(await drivers()).toBe(bob);
    const taken = { code: 'CONTROL_TAKEN', status: 409, data: { driver: 'bob' } };
    for (const act of ['take', 'free'] as const)
      await expect(of('carl').members.control({ instance: id, act })).rejects.toMatchObject(taken);
    await of('bob').members.control({ instance: id, act: 'pass', to: carl });
    expect(await drivers()).toBe(carl);
    await of('anna').members.control({ instance: id, act: 'take' });
    expect(await drivers()).toBe(anna);
    await of('anna').members.control({ instance: id, act: 'free' });
    expect(await drivers()).toBeNull();
  });

  test('go to nobody who may not control', async () => {
    const viewer = await join('bob', 'viewer');
    await annaIsHere();
    const to = [viewer, await personIdOf('dora'), undefined];
    for (const one of to) {
      const passed = of('anna').members.control({ instance: id, act: 'pass', to: one });
      await expect(passed).rejects.toMatchObject({ code: 'MEMBER_NOT_FOUND' });
    }
    await expect(of('bob').members.control({ instance: id, act: 'take' })).rejects.toMatchObject({
      code: 'ACTION_FORBIDDEN',
    });
  });

  test('are let go by whoever is made a viewer, and come through the gateway of whoever has them', async () => {
    const bob = await join('bob');
    await annaIsHere();
    const grant = await openFor('bob', 'desktop');
    await reportHere(connector, grant);
    await connector.gateway.control({ id: grant.id, act: 'take' });
    expect(await people()).toMatchObject({ driver: bob });
    const told = await changesOf(connector);
    await of('anna').members.changeRole({ instance: id, person: bob, role: 'viewer' });
    expect(await people()).toMatchObject({ driver: null });
    const change = await told((one) => one.kind === 'changed' && one.grant.id === grant.id);
    expect(change).toMatchObject({ grant: { drives: false } });
    await expect(connector.gateway.control({ id: grant.id, act: 'take' })).rejects.toMatchObject({
      code: 'ACTION_FORBIDDEN',
    });
    await expect(connector.gateway.control({ id: 'unknown', act: 'take' })).rejects.toMatchObject({
      code: 'ACCESS_ENDED',
    });
  });
});

test('UC-T1: all who have it open see who else is here', async () => {
  await join('bob');
  await annaIsHere();
  const grant = await openFor('bob', 'desktop');
  const told = await changesOf(connector);
  await reportHere(connector, grant);
  const isBobHere = (change: Change) =>
    change.kind === 'changed' && change.grant.people.some(({ name, isHere }) => name === 'bob' && isHere);
  expect(await told(isBobHere)).toMatchObject({
    grant: {
      people: [
        { name: 'anna', role: 'owner', isHere: true },
        { name: 'bob', role: 'collaborator', isHere: true },
      ],
    },
  });
  expect((await people()).members).toMatchObject([{ connections: 1 }, { connections: 1 }]);
});

type Grant = Awaited<ReturnType<Connector['gateway']['redeem']>>;

function reportHere({ gateway }: Connector, { id }: Grant) {
  return gateway.report({ grants: [{ id, connections: 1, bytesToPerson: 0, bytesFromPerson: 0, lastInputAt: null }] });
}

/** The next change of which it holds, of those that a gateway is told from now on. */
async function changesOf({ gateway }: Connector) {
  const leaving = new AbortController();
  const stream = await gateway.changes(undefined, { signal: leaving.signal });
  await stream.next();
  return async (holds: (change: Change) => boolean): Promise<Change> => {
    for (;;) {
      const { value, done } = await stream.next();
      if (done) throw new Error('the stream is over');
      const change = { ...value };
      if (holds(change)) return change;
    }
  };
}
