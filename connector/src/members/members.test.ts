import type { Change } from '@atrium/contract/gateway/api';
import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';
import { nextOf } from '../../testing/events.ts';
import { sharedInstance } from '../../testing/shared-instance.ts';

const shared = sharedInstance();
const { of, join, people, personIdOf, annaIsHere, openFor, report, changes } = shared;

describe('while it runs', () => {
  test('SEC-H35: a removal ends what the person has open, and what the person is told is the last of it', async () => {
    const bob = await join('bob', 'viewer');
    await annaIsHere();
    const grant = await openFor('bob', 'desktop');
    const told = await changes();
    const stream = await of('bob').events.stream({});
    await of('anna').members.remove({ instance: shared.id, person: bob });
    expect(await told((change) => change.kind === 'ended')).toMatchObject({ id: grant.id, reason: 'RIGHT_GONE' });
    expect(await nextOf(stream, 'remove')).toMatchObject({ action: 'remove', about: 'bob', by: { name: 'anna' } });
    await stream.return();
    await expect(of('bob').instances.get({ id: shared.id })).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
    await expect(of('bob').members.list({ instance: shared.id })).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
  });

  test('a ticket of somebody who was removed since opens nothing', async () => {
    const bob = await join('bob', 'viewer');
    await annaIsHere();
    const { address, ticket } = await of('bob').access.ticket({ instance: shared.id, interface: 'desktop' });
    await of('anna').members.remove({ instance: shared.id, person: bob });
    const { host } = new URL(address);
    const redeemed = shared.connector.gateway.redeem({ host, ticket, cookieHash: 'x'.repeat(43) });
    await expect(redeemed).rejects.toMatchObject({ code: 'TICKET_REFUSED' });
  });

  test('a collaborator who becomes a viewer watches at once, and what cannot be watched is closed', async () => {
    const bob = await join('bob');
    await annaIsHere();
    const desktop = await openFor('bob', 'desktop');
    const web = await openFor('bob', 'web');
    expect(desktop).toMatchObject({ role: 'collaborator', drives: true });
    const told = await changes();
    await of('anna').members.changeRole({ instance: shared.id, person: bob, role: 'viewer' });
    expect(await told((change) => change.kind === 'ended')).toMatchObject({ id: web.id });
    const isBobs = (change: Change) => change.kind === 'changed' && change.grant.id === desktop.id;
    expect(await told(isBobs)).toMatchObject({ grant: { role: 'viewer', drives: false } });
    await expect(openFor('bob', 'web')).rejects.toMatchObject({ code: 'ACTION_FORBIDDEN', status: 403 });
  });

  test('whoever leaves has no part any more; the owner cannot leave', async () => {
    const bob = await join('bob', 'viewer');
    await of('bob').members.remove({ instance: shared.id, person: bob });
    expect((await people()).members).toHaveLength(1);
    const anna = await personIdOf('anna');
    await expect(of('anna').members.remove({ instance: shared.id, person: anna })).rejects.toMatchObject({
      code: 'ACTION_FORBIDDEN',
    });
  });

  test('nobody but the owner invites, removes, changes roles or says what goes on without the owner', async () => {
    const carl = await join('carl', 'viewer');
    const bob = await join('bob');
    for (const person of ['bob', 'carl']) {
      const { members } = of(person);
      for (const attempt of [
        () => members.invite({ instance: shared.id, role: 'viewer' }),
        () => members.remove({ instance: shared.id, person: person === 'bob' ? carl : bob }),
        () => members.changeRole({ instance: shared.id, person: person === 'bob' ? carl : bob, role: 'collaborator' }),
        () => members.setAway({ instance: shared.id, away: 'allow' }),
      ])
        await expect(attempt()).rejects.toMatchObject({ code: 'ACTION_FORBIDDEN' });
      expect((await members.list({ instance: shared.id })).invitations).toEqual([]);
    }
    const dora = of('dora').members;
    for (const attempt of [
      () => dora.list({ instance: shared.id }),
      () => dora.invite({ instance: shared.id, role: 'viewer' }),
      () => dora.remove({ instance: shared.id, person: bob }),
      () => dora.changeRole({ instance: shared.id, person: bob, role: 'viewer' }),
      () => dora.setAway({ instance: shared.id, away: 'allow' }),
      () => dora.control({ instance: shared.id, act: 'take' }),
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
    const told = await changes();
    await anna.leave();
    expect(await told((change) => change.kind === 'ended')).toMatchObject({ id: grant.id });
  });

  test('once the clock is moved back, is noticed as before', async () => {
    await join('bob');
    const { leave } = await annaIsHere();
    const db = shared.database();
    await sql`UPDATE access_grant SET connected_at = connected_at + interval '1 hour'`.execute(db);
    await vi.waitFor(async () => {
      const { rows } = await sql`SELECT 1 FROM access_grant WHERE connected_at > now()`.execute(db);
      expect(rows).toEqual([]);
    }, 10_000);
    await leave();
  });

  test('lets the others watch, or go on, as the owner has chosen', async () => {
    await join('bob');
    await of('anna').members.setAway({ instance: shared.id, away: 'watch' });
    const desktop = await openFor('bob', 'desktop');
    expect(desktop).toMatchObject({ role: 'collaborator', drives: false });
    await expect(openFor('bob', 'web')).rejects.toMatchObject({ code: 'OWNER_AWAY' });
    const told = await changes();
    await of('anna').members.setAway({ instance: shared.id, away: 'allow' });
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
    for (const person of ['bob', 'carl']) await report(await openFor(person, 'desktop'), 1);
    const drivers = async () => (await people()).driver;
    expect(await drivers()).toBeNull();
    await of('bob').members.control({ instance: shared.id, act: 'take' });
    expect(await drivers()).toBe(bob);
    const taken = { code: 'CONTROL_TAKEN', status: 409, data: { driver: 'bob' } };
    for (const act of ['take', 'free'] as const)
      await expect(of('carl').members.control({ instance: shared.id, act })).rejects.toMatchObject(taken);
    await of('bob').members.control({ instance: shared.id, act: 'pass', to: carl });
    expect(await drivers()).toBe(carl);
    await of('anna').members.control({ instance: shared.id, act: 'take' });
    expect(await drivers()).toBe(anna);
    await of('anna').members.control({ instance: shared.id, act: 'free' });
    expect(await drivers()).toBeNull();
  });

  test('go to nobody who may not control', async () => {
    const viewer = await join('bob', 'viewer');
    await annaIsHere();
    const to = [viewer, await personIdOf('dora'), undefined];
    for (const one of to) {
      const passed = of('anna').members.control({ instance: shared.id, act: 'pass', to: one });
      await expect(passed).rejects.toMatchObject({ code: 'MEMBER_NOT_FOUND' });
    }
    await expect(of('bob').members.control({ instance: shared.id, act: 'take' })).rejects.toMatchObject({
      code: 'ACTION_FORBIDDEN',
    });
  });

  test('are let go by whoever is made a viewer, and come through the gateway of whoever has them', async () => {
    const bob = await join('bob');
    await annaIsHere();
    const grant = await openFor('bob', 'desktop');
    await report(grant, 1);
    await shared.connector.gateway.control({ id: grant.id, act: 'take' });
    expect(await people()).toMatchObject({ driver: bob });
    const told = await changes();
    await of('anna').members.changeRole({ instance: shared.id, person: bob, role: 'viewer' });
    expect(await people()).toMatchObject({ driver: null });
    const change = await told((one) => one.kind === 'changed' && one.grant.id === grant.id);
    expect(change).toMatchObject({ grant: { drives: false } });
    await expect(shared.connector.gateway.control({ id: grant.id, act: 'take' })).rejects.toMatchObject({
      code: 'ACTION_FORBIDDEN',
    });
    await expect(shared.connector.gateway.control({ id: 'unknown', act: 'take' })).rejects.toMatchObject({
      code: 'ACCESS_ENDED',
    });
  });
});

test('C53: a person in two browsers and many tabs is one line, and gone with the last of them', async () => {
  const bob = await join('bob');
  await annaIsHere();
  const [one, other] = [await openFor('bob', 'desktop'), await openFor('bob', 'web')];
  const seen = async () =>
    (await people()).members.flatMap((member) => (member.person.id === bob ? [member.connections] : []));
  await report(one, 3);
  await report(other, 1);
  expect(await seen()).toEqual([4]);
  await report(one, 0);
  expect(await seen()).toEqual([1]);
  await report(other, 0);
  expect(await seen()).toEqual([0]);
});

test('UC-T1: all who have it open see who else is here', async () => {
  await join('bob');
  await annaIsHere();
  const grant = await openFor('bob', 'desktop');
  const told = await changes();
  await report(grant, 1);
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
