import type { ConnectorClient } from '@atrium/contract/v1/client';
import { expect, test } from 'vitest';
import { letIn, readyInstance } from '../../testing/access.ts';
import { startTestConnector } from '../../testing/connector.ts';
import { comeBack, lostAnswer, startDoomed } from '../../testing/doomed.ts';
import { testConfig } from '../../testing/facility.ts';
import { expectSound } from '../../testing/sound.ts';

/** Anna's instance, and bob: with a part in it and inside, or with an invitation. */
type Place = { instance: string; invitation: string; code: string; bob: string };
type Act = {
  act: string;
  by: 'anna' | 'bob';
  bobIs: 'in' | 'invited';
  ask: (client: ConnectorClient, place: Place) => Promise<unknown>;
  /** What is said to whoever asks again after it was done; nothing: it is done, or as it was. */
  again?: string;
  /** As anna's page shows it once it is done. */
  members: string[];
  invitations: string[];
};

const acts: Act[] = [
  {
    act: 'revoke',
    by: 'anna',
    bobIs: 'invited',
    ask: ({ members }, { instance, invitation }) => members.revoke({ instance, invitation }),
    again: 'INVITATION_OVER',
    members: ['anna owner'],
    invitations: ['revoked'],
  },
  {
    act: 'accept',
    by: 'bob',
    bobIs: 'invited',
    ask: ({ members }, { code }) => members.accept({ code }),
    again: 'MEMBER_ALREADY',
    members: ['anna owner', 'bob collaborator'],
    invitations: ['accepted'],
  },
  {
    act: 'decline',
    by: 'bob',
    bobIs: 'invited',
    ask: ({ members }, { code }) => members.decline({ code }),
    again: 'INVITATION_OVER',
    members: ['anna owner'],
    invitations: ['declined'],
  },
  {
    act: 'change of role',
    by: 'anna',
    bobIs: 'in',
    ask: ({ members }, { instance, bob }) => members.changeRole({ instance, person: bob, role: 'viewer' }),
    members: ['anna owner', 'bob viewer'],
    invitations: ['accepted'],
  },
  {
    act: 'removal',
    by: 'anna',
    bobIs: 'in',
    ask: ({ members }, { instance, bob }) => members.remove({ instance, person: bob }),
    again: 'MEMBER_NOT_FOUND',
    members: ['anna owner'],
    invitations: ['accepted'],
  },
  {
    act: 'leaving',
    by: 'bob',
    bobIs: 'in',
    ask: ({ members }, { instance, bob }) => members.remove({ instance, person: bob }),
    again: 'INSTANCE_NOT_FOUND',
    members: ['anna owner'],
    invitations: ['accepted'],
  },
];

const rows = acts.flatMap((act) => ['change-written', 'intent-stored'].map((dieAt) => ({ ...act, dieAt })));

test.each(rows)('killed at "$dieAt" of a $act, it is done once when it is asked for again', async (row) => {
  const { by, bobIs, ask, again, dieAt } = row;
  const { config, place, portal, bobsDoor } = await setUp(bobIs);
  const doomed = await startDoomed(config, portal, { dieAt });
  await ask(doomed.clientOf(by), place).catch(lostAnswer);
  await doomed.killed();

  const { clientOf, gateway } = await comeBack(config);
  const isDone = dieAt === 'intent-stored';
  const repeated = ask(clientOf(by), place);
  if (isDone && again) await expect(repeated).rejects.toMatchObject({ code: again });
  else await repeated;
  expect(await peopleOf(clientOf('anna'), place)).toEqual({ members: row.members, invitations: row.invitations });
  if (bobsDoor) await expect(gateway.recall(bobsDoor)).rejects.toMatchObject({ code: 'ACCESS_ENDED' });
  await expectSound(config);
});

test.each([
  { dieAt: 'change-written', invitations: ['open'] },
  { dieAt: 'intent-stored', invitations: ['open', 'open'] },
])('killed at "$dieAt" of an invitation: what nobody has the code of is seen and revoked', async (row) => {
  const { config, place, portal } = await setUp('nobody');
  const asked = { instance: place.instance, role: 'viewer' } as const;
  const doomed = await startDoomed(config, portal, row);
  await doomed.clientOf('anna').members.invite(asked).catch(lostAnswer);
  await doomed.killed();

  const { clientOf } = await comeBack(config);
  const [anna, bob] = [clientOf('anna'), clientOf('bob')];
  const { code, invitation } = await anna.members.invite(asked);
  const { invitations } = await anna.members.list({ instance: place.instance });
  expect(invitations.map(({ state }) => state)).toEqual(row.invitations);
  const lost = invitations.filter(({ id }) => id !== invitation.id);
  for (const { id } of lost) await anna.members.revoke({ instance: place.instance, invitation: id });
  await bob.members.accept({ code });
  expect((await peopleOf(anna, place)).members).toEqual(['anna owner', 'bob viewer']);
  await expectSound(config);
});

async function setUp(bobIs: Act['bobIs'] | 'nobody') {
  const config = await testConfig();
  const before = await startTestConnector(config);
  const [anna, bob] = [before.clientOf('anna'), before.clientOf('bob')];
  const instance = await readyInstance(before, 'anna');
  const place: Place = { instance, invitation: '', code: '', bob: (await bob.me.get()).person.id };
  if (bobIs !== 'nobody') {
    const { invitation, code } = await anna.members.invite({ instance, role: 'collaborator' });
    Object.assign(place, { invitation: invitation.id, code });
  }
  if (bobIs === 'in') await bob.members.accept({ code: place.code });
  const bobsDoor = bobIs === 'in' ? await openDoor() : undefined;
  await before.stop();
  return { config, place, portal: before.portal, bobsDoor };

  /** While the owner is away: what is opened then is ended by what changes, and not by the owner's leaving. */
  async function openDoor() {
    await anna.members.setAway({ instance, away: 'allow' });
    const { host, cookieHash } = await letIn(before, 'bob', instance);
    return { host, cookieHash };
  }
}

async function peopleOf(client: ConnectorClient, { instance }: Place) {
  const { members, invitations } = await client.members.list({ instance });
  return {
    members: members.map(({ person, role }) => `${person.name} ${role}`).sort(),
    invitations: invitations.map(({ state }) => state),
  };
}
