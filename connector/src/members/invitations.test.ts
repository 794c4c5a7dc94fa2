import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';
import { nextOf } from '../../testing/events.ts';
import { identityProvider } from '../../testing/portal.ts';
import { sharedInstance } from '../../testing/shared-instance.ts';

const shared = sharedInstance();
const { of, invite, people, database } = shared;

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
    expect(await of('bob').members.accept({ code })).toMatchObject({ id: shared.id, role: 'collaborator' });
    expect((await of('bob').instances.list({})).instances).toMatchObject([{ id: shared.id, owner: { name: 'anna' } }]);
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
    await of('anna').members.revoke({ instance: shared.id, invitation: revoked.invitation.id });
    const old = await invite();
    const db = database();
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
    await expect(of('dora').instances.get({ id: shared.id })).rejects.toMatchObject({ code: 'INSTANCE_NOT_FOUND' });
  });

  test('SEC-T22: of twenty who accept at once, one joins', async () => {
    const { code } = await invite();
    const guests = Array.from({ length: 20 }, (_, number) => `guest ${number}`);
    const outcomes = await Promise.allSettled(guests.map((guest) => of(guest).members.accept({ code })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await people()).members).toHaveLength(2);
  });

  test('C52: looked at by another account, however often, it waits for the right one; two tabs of one person make one part', async () => {
    const { code } = await invite('viewer');
    for (let again = 0; again < 5; again += 1) await of('bob').members.look({ code });
    expect((await people()).invitations).toMatchObject([{ state: 'open', answeredBy: null }]);
    const tabs = await Promise.allSettled([1, 2].map(() => of('carol').members.accept({ code })));
    expect(tabs.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const already = { code: 'MEMBER_ALREADY', status: 409 };
    expect(tabs.find(({ status }) => status === 'rejected')).toMatchObject({ reason: already });
    await expect(of('carol').members.accept({ code })).rejects.toMatchObject(already);
    await expect(of('bob').members.accept({ code })).rejects.toMatchObject({ code: 'INVITATION_OVER' });
    const { members, invitations } = await people();
    expect(members.map(({ person }) => person.name)).toEqual(['anna', 'carol']);
    expect(invitations).toMatchObject([{ state: 'accepted', answeredBy: 'carol' }]);
  });

  test('SEC-T22: accepted and taken back at the same moment, it is one of both', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { code, invitation } = await invite();
      const guest = `guest ${round}`;
      const outcomes = await Promise.allSettled([
        of(guest).members.accept({ code }),
        of('anna').members.revoke({ instance: shared.id, invitation: invitation.id }),
      ]);
      const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
      expect(refused).toEqual(['INVITATION_OVER']);
      const isMember = (await people()).members.some(({ person }) => person.name === guest);
      expect(isMember).toBe(outcomes[0]?.status === 'fulfilled');
    }
  });

  test('made, taken back and declined, it is told to the owner and stands in the audit', async () => {
    const stream = await of('anna').events.stream({});
    const revoked = await invite();
    await of('anna').members.revoke({ instance: shared.id, invitation: revoked.invitation.id });
    const declined = await invite();
    await of('bob').members.decline({ code: declined.code });
    const told: unknown[] = [];
    while (told.length < 4) {
      const { action, by } = await nextOf(stream, 'invite', 'revoke', 'decline');
      told.push([action, by.name]);
    }
    await stream.return();
    expect(told).toEqual([
      ['invite', 'anna'],
      ['revoke', 'anna'],
      ['invite', 'anna'],
      ['decline', 'bob'],
    ]);
    const audit = await database()
      .selectFrom('audit')
      .select('action')
      .where('subject', '=', shared.id)
      .where('action', 'in', ['invite', 'revoke', 'decline'])
      .orderBy('at')
      .execute();
    expect(audit.map(({ action }) => action)).toEqual(['invite', 'revoke', 'invite', 'decline']);
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
    await expect(of('anna').members.invite({ instance: shared.id, ...body } as never)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect((await people()).invitations).toEqual([]);
  });

  test('its code is kept by its hash alone', async () => {
    const { code } = await invite();
    const db = database();
    for (const table of ['invitation', 'event', 'audit'] as const) {
      expect(JSON.stringify(await db.selectFrom(table).selectAll().execute())).not.toContain(code);
    }
  });

  test('leads nowhere when the instance is over, and to nobody who has a part in it already', async () => {
    const { code } = await invite();
    await expect(of('anna').members.accept({ code })).rejects.toMatchObject({ code: 'MEMBER_ALREADY', status: 409 });
    await of('anna').instances.delete({ id: shared.id });
    await vi.waitFor(
      async () => expect((await of('anna').instances.get({ id: shared.id })).state).toBe('ended'),
      10_000,
    );
    await expect(of('bob').members.accept({ code })).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(of('bob').members.look({ code })).rejects.toMatchObject({ code: 'INVITATION_OVER' });
    await expect(invite()).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  test('to work with the account of the owner needs an account of one’s own here; the refusal uses nothing up', async () => {
    const rules = shared.facility.readRules();
    const accounts = [{ account: { is: 'own' as const }, when: [{ person: { idp: identityProvider, sub: 'anna' } }] }];
    const { code } = await invite();
    await shared.facility.write('rules.json', { ...rules, accounts });
    await vi.waitFor(async () => expect((await of('bob').me.get()).account).toBeNull(), 10_000);
    await expect(of('bob').members.accept({ code })).rejects.toMatchObject({ code: 'ACCOUNT_MISSING' });
    await shared.facility.write('rules.json', rules);
    await vi.waitFor(async () => expect((await of('bob').me.get()).account).not.toBeNull(), 10_000);
    expect(await of('bob').members.accept({ code })).toMatchObject({ role: 'collaborator' });
  });
});
