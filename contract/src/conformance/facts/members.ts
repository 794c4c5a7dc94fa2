import { api } from '../../v1/api.ts';
import { refusalOf, successOf } from '../caller.ts';
import { demand, demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';
import { follow, type Told } from '../follow.ts';
import type { Run } from '../run.ts';

const { members, instances, access } = api;

/** An instance of the first person on which the second is this. */
async function joined(run: Run, role: 'collaborator' | 'viewer') {
  const { id, owner, interfaces } = await run.ready(run.first);
  const { code, invitation } = await run.first.get(members.invite, { instance: id, role });
  const { role: given } = await run.second.get(members.accept, { code });
  demandEqual(given, role, 'the role that was accepted');
  const { person } = await run.second.get(api.me.get, undefined);
  return { id, owner: owner.id, person: person.id, code, invitation: invitation.id, interfaces };
}

export const facts: Fact[] = factsOf('members', 'compute', {
  'at first the owner is alone, and the others are kept out while the owner is away': async ({ first, create }) => {
    const { id, owner } = await create(first);
    const people = await first.get(members.list, { instance: id });
    demandEqual(
      people.members.map(({ person, role }) => [person.id, role]),
      [[owner.id, 'owner']],
      'its members',
    );
    demandEqual(
      [people.away, people.ownerPresent, people.driver],
      ['close', false, null],
      'away, ownerPresent, driver',
    );
    demandEqual(people.invitations, [], 'its invitations');
  },

  'an invitation says what it is to, and shows its code once': async ({ first, second, create, issuer, facility }) => {
    const { id, name } = await create(first, { name: 'quiet heron' });
    const asked = { instance: id, role: 'viewer', note: 'Have a look', days: 3 } as const;
    const { code, invitation } = await first.get(members.invite, asked);
    demandEqual(
      [invitation.role, invitation.note, invitation.state],
      ['viewer', 'Have a look', 'open'],
      'the invitation',
    );
    const lives = Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt);
    demand(Math.abs(lives - 3 * 86_400_000) < 60_000, 'three days to answer', invitation);
    const seen = await second.get(members.look, { code });
    demandEqual(
      [seen.instance.name, seen.owner.name, seen.role, seen.note, seen.facility],
      [name, issuer.persons.first.name, 'viewer', 'Have a look', facility.name],
      'what it is to',
    );
    const people = JSON.stringify(await first.get(members.list, { instance: id }));
    demand(people.includes(invitation.id) && !people.includes(code), 'a list with the invitation, without its code');
  },

  'who accepts has the part that was offered': async (run) => {
    const { id, person, invitation } = await joined(run, 'collaborator');
    const people = await run.first.get(members.list, { instance: id });
    demandEqual(
      people.members.map(({ role }) => role),
      ['owner', 'collaborator'],
      'the roles, the owner first,',
    );
    demandEqual(people.members[1]?.person.id, person, 'the id of who accepted');
    const { state, answeredBy } = people.invitations.find((one) => one.id === invitation) ?? {};
    demandEqual([state, answeredBy], ['accepted', run.issuer.persons.second.name], 'the invitation');
    demandEqual((await run.second.get(instances.get, { id })).role, 'collaborator', 'role');
    const { instances: all } = await run.second.get(instances.list, { limit: 100 });
    demand(
      all.some((one) => one.id === id && one.role === 'collaborator'),
      'it in the list of who accepted',
    );
    demandEqual(
      (await run.second.get(members.list, { instance: id })).invitations,
      [],
      'what a member sees of invitations',
    );
  },

  'an invitation is good once': async (run) => {
    const { code } = await joined(run, 'viewer');
    await run.third.refused(members.accept, { code }, 'INVITATION_OVER');
    for (const caller of [run.second, run.third]) {
      await caller.refused(members.decline, { code }, 'INVITATION_OVER');
      await caller.refused(members.look, { code }, 'INVITATION_OVER');
    }
  },

  'a code that is none opens nothing': async ({ second }) => {
    const code = 'x'.repeat(43);
    await second.refused(members.look, { code }, 'INVITATION_NOT_FOUND');
    await second.refused(members.accept, { code }, 'INVITATION_NOT_FOUND');
    await second.refused(members.decline, { code }, 'INVITATION_NOT_FOUND');
    await second.refused(members.accept, { code: 'short' }, 'INPUT_INVALID');
  },

  'what was declined or taken back is over': async ({ first, second, create }) => {
    const { id } = await create(first);
    const declined = await first.get(members.invite, { instance: id, role: 'viewer' });
    await second.get(members.decline, { code: declined.code });
    const revoked = await first.get(members.invite, { instance: id, role: 'viewer' });
    await first.get(members.revoke, { instance: id, invitation: revoked.invitation.id });
    for (const { code } of [declined, revoked]) await second.refused(members.accept, { code }, 'INVITATION_OVER');
    await second.refused(instances.get, { id }, 'INSTANCE_NOT_FOUND');
    const { invitations } = await first.get(members.list, { instance: id });
    demandEqual(
      invitations.map(({ state }) => state),
      ['revoked', 'declined'],
      'the invitations, newest first',
    );
    const again = { instance: id, invitation: revoked.invitation.id };
    await first.refused(members.revoke, again, 'INVITATION_OVER');
  },

  "an invitation of another instance is none of this one's": async ({ first, create }) => {
    const [{ id: one }, { id: other }] = [await create(first), await create(first)];
    const { invitation } = await first.get(members.invite, { instance: one, role: 'viewer' });
    await first.refused(members.revoke, { instance: other, invitation: invitation.id }, 'INVITATION_NOT_FOUND');
    const { invitations } = await first.get(members.list, { instance: one });
    demandEqual(
      invitations.map(({ state }) => state),
      ['open'],
      'the invitations',
    );
  },

  'nobody is invited as owner, and the owner not at all': async ({ first, create }) => {
    const { id } = await create(first);
    for (const role of ['owner', 'support']) {
      await first.refused(members.invite, { instance: id, role: role as 'viewer' }, 'INPUT_INVALID');
    }
    await first.refused(members.invite, { instance: id, role: 'viewer', days: 31 }, 'INPUT_INVALID');
    const { code } = await first.get(members.invite, { instance: id, role: 'viewer' });
    await first.refused(members.accept, { code }, 'MEMBER_ALREADY');
  },

  'a member may not do what is the owner’s': async (run) => {
    const { id, owner } = await joined(run, 'collaborator');
    const { second } = run;
    const endsAt = new Date(Date.now() + 600_000).toISOString();
    await second.refused(instances.rename, { id, name: 'mine' }, 'ACTION_FORBIDDEN');
    await second.refused(instances.stop, { id }, 'ACTION_FORBIDDEN');
    await second.refused(instances.delete, { id }, 'ACTION_FORBIDDEN');
    await second.refused(instances.extend, { id, endsAt }, 'ACTION_FORBIDDEN');
    await second.refused(members.invite, { instance: id, role: 'viewer' }, 'ACTION_FORBIDDEN');
    await second.refused(members.setAway, { instance: id, away: 'allow' }, 'ACTION_FORBIDDEN');
    await second.refused(members.remove, { instance: id, person: owner }, 'ACTION_FORBIDDEN', 'MEMBER_NOT_FOUND');
    const { name, state } = await run.first.get(instances.get, { id });
    demandEqual([name, state], ['conformance', 'ready'], 'the instance, after all that,');
  },

  'nobody else enters while the owner is away': async (run) => {
    const { id, interfaces } = await joined(run, 'collaborator');
    const asked = { instance: id, interface: interfaces[0]?.name ?? '' };
    await run.second.refused(access.ticket, asked, 'OWNER_AWAY');
    await run.second.refused(members.control, { instance: id, act: 'take' }, 'OWNER_AWAY');
    const { away } = await run.first.get(members.setAway, { instance: id, away: 'allow' });
    demandEqual(away, 'allow', 'away');
    await run.second.get(access.ticket, asked);
  },

  'who watches enters no notebook, no page and no terminal': async (run) => {
    const { id, interfaces } = await joined(run, 'viewer');
    await run.first.get(members.setAway, { instance: id, away: 'allow' });
    for (const { name, kind } of interfaces) {
      const asked = { instance: id, interface: name };
      if (kind !== 'desktop') await run.second.refused(access.ticket, asked, 'ACTION_FORBIDDEN');
    }
  },

  'another role is another part': async (run) => {
    const { id, person } = await joined(run, 'collaborator');
    const { members: people } = await run.first.get(members.changeRole, { instance: id, person, role: 'viewer' });
    demandEqual(people.find((one) => one.person.id === person)?.role, 'viewer', 'the role');
    demandEqual((await run.second.get(instances.get, { id })).role, 'viewer', 'the role that the member sees');
    const owner = { instance: id, person: 'a123456789012345', role: 'viewer' } as const;
    await run.first.refused(members.changeRole, owner, 'MEMBER_NOT_FOUND');
  },

  'who is removed has no part any more': async (run) => {
    const { id, person } = await joined(run, 'collaborator');
    await run.first.get(members.remove, { instance: id, person });
    await run.second.refused(instances.get, { id }, 'INSTANCE_NOT_FOUND');
    demandEqual((await run.first.get(members.list, { instance: id })).members.length, 1, 'the number of members');
    await run.first.refused(members.remove, { instance: id, person }, 'MEMBER_NOT_FOUND');
  },

  'a member leaves, an owner does not': async (run) => {
    const { id, owner, person } = await joined(run, 'viewer');
    await run.second.get(members.remove, { instance: id, person });
    await run.second.refused(members.list, { instance: id }, 'INSTANCE_NOT_FOUND');
    await run.first.refused(members.remove, { instance: id, person: owner }, 'MEMBER_NOT_FOUND', 'ACTION_FORBIDDEN');
    demandEqual((await run.first.get(instances.get, { id })).role, 'owner', 'what the owner is');
  },

  'three are told of each other, and each may what their own part allows': async (run) => {
    const { id, owner, person } = await joined(run, 'collaborator');
    const { first, second, third } = run;
    const { code } = await first.get(members.invite, { instance: id, role: 'viewer' });
    const answer = await third.ask(members.accept, { code });
    if (answer.status === 403) {
      refusalOf(answer, ['PLAN_FORBIDDEN', 'DATASET_FORBIDDEN', 'ACCOUNT_MISSING'], members.accept);
      return;
    }
    demandEqual(successOf(members.accept, answer).role, 'viewer', 'what the third is');
    const watcher = (await third.get(api.me.get, undefined)).person.id;
    for (const caller of [first, second, third]) {
      const { members: all } = await caller.get(members.list, { instance: id });
      demandEqual(
        all.map((one) => one.person.id),
        [owner, person, watcher],
        'the people, in the order in which they came,',
      );
    }
    await second.refused(members.remove, { instance: id, person: watcher }, 'ACTION_FORBIDDEN');
    await first.refused(members.control, { instance: id, act: 'pass', to: watcher }, 'MEMBER_NOT_FOUND');
    await third.refused(members.control, { instance: id, act: 'take' }, 'ACTION_FORBIDDEN');
    demandEqual((await first.get(members.list, { instance: id })).members.length, 3, 'the number of members');
  },

  'who has a part hears of it, and only as long': async (run) => {
    const stream = await follow(run, 'second');
    try {
      const { id, person } = await joined(run, 'viewer');
      await run.first.get(instances.rename, { id, name: 'for both' });
      while (!isRename(await stream.nextEvent(), id));
      await run.first.get(members.remove, { instance: id, person });
      await run.first.get(instances.rename, { id, name: 'for one' });
      const { id: own } = await run.create(run.second);
      for (let instance = ''; instance !== own; ) {
        const next = await stream.nextEvent();
        demand(!isRename(next, id), 'nothing of what happened after the removal', next.event);
        ({ instance } = next.event);
      }
    } finally {
      stream.close();
    }
  },

  'keyboard and pointer are taken, passed on and freed': async (run) => {
    const { id, owner, person } = await joined(run, 'collaborator');
    const act = async (asked: { act: 'take' | 'pass' | 'free'; to?: string }) =>
      (await run.first.get(members.control, { instance: id, ...asked })).driver;
    demandEqual(await act({ act: 'take' }), owner, 'who has them');
    demandEqual(await act({ act: 'pass', to: person }), person, 'who has them');
    demandEqual(await act({ act: 'free' }), null, 'who has them');
    const nobody = { instance: id, act: 'pass', to: 'a123456789012345' } as const;
    await run.first.refused(members.control, nobody, 'MEMBER_NOT_FOUND');
  },
});

function isRename({ event: { action, instance } }: Told, id: string): boolean {
  return action === 'rename' && instance === id;
}
