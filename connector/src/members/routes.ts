import { invitationOver } from '@atrium/contract/errors';
import type { Invitation as Presented } from '@atrium/contract/v1/members';
import type { Db } from '../database/tables.ts';
import { type Instance, isOver, ownerOf } from '../instances/instance.ts';
import { demand, roleOpens } from '../instances/policy.ts';
import type { Presenter } from '../instances/presenter.ts';
import * as store from '../instances/store.ts';
import { forPerson, type Person } from '../people/callers.ts';
import { type Invitation, openInvitation } from './invitations.ts';
import type { Members } from './members.ts';
import { peopleOf } from './people.ts';

type InvitedRole = Presented['role'];
type Parts = { db: Db; members: Members; presenter: Presenter; facility: string; clock: () => Date };

export function createMemberRoutes({ db, members: acts, presenter, facility, clock }: Parts) {
  const { members } = forPerson;
  const present = (instance: Instance, { id }: Person) => peopleOf(db, instance, id, clock());

  async function presentInvitedTo(instance: Instance, { role, note, expiresAt }: Invitation) {
    const owner = await db
      .selectFrom('person')
      .select(['name', 'organisation'])
      .where('id', '=', ownerOf(instance).personId)
      .executeTakeFirstOrThrow();
    const { name: environment, interfaces } = instance.spec.environment;
    return {
      instance: { name: instance.name, environment },
      owner,
      facility,
      role: role as InvitedRole,
      interfaces: interfaces.filter(({ kind }) => roleOpens(kind, role)).map(({ title }) => title),
      note,
      expiresAt: expiresAt.toISOString(),
    };
  }

  return {
    list: members.list.handler(async ({ input, context: { person } }) => {
      const instance = await store.find(db, input.instance);
      demand({ kind: 'person', personId: person.id }, 'see', instance);
      return present(instance, person);
    }),

    invite: members.invite.handler(({ input: { instance, ...asked }, context: { person, traceId } }) =>
      acts.invite(person, traceId, instance, asked),
    ),

    revoke: members.revoke.handler(async ({ input, context: { person, traceId } }) => {
      await acts.revoke(person, traceId, input.instance, input.invitation);
      return {};
    }),

    look: members.look.handler(async ({ input }) => {
      const invitation = await openInvitation(db, input.code, clock());
      const instance = await store.find(db, invitation.instanceId);
      if (!instance || isOver(instance)) throw invitationOver({ state: 'ended' });
      return presentInvitedTo(instance, invitation);
    }),

    accept: members.accept.handler(async ({ input, context: { person, traceId } }) =>
      presenter.one(await acts.accept(person, traceId, input.code), person.id),
    ),

    decline: members.decline.handler(async ({ input, context: { person, traceId } }) => {
      await acts.decline(person, traceId, input.code);
      return {};
    }),

    changeRole: members.changeRole.handler(async ({ input, context: { person, traceId } }) =>
      present(await acts.changeRole(person, traceId, input.instance, input.person, input.role), person),
    ),

    remove: members.remove.handler(async ({ input, context: { person, traceId } }) => {
      await acts.remove(person, traceId, input.instance, input.person);
      return {};
    }),

    setAway: members.setAway.handler(async ({ input, context: { person, traceId } }) =>
      present(await acts.setAway(person, traceId, input.instance, input.away), person),
    ),

    control: members.control.handler(async ({ input: { instance, ...asked }, context: { person, traceId } }) =>
      present(await acts.control(person, traceId, instance, asked), person),
    ),
  };
}
