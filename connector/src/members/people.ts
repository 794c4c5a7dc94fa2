import type { Member, People, PeopleHere } from '@atrium/contract/v1/members';
import { sql } from 'kysely';
import type { Db } from '../database/tables.ts';
import type { Instance } from '../instances/instance.ts';
import { can } from '../instances/policy.ts';
import { invitationsOf } from './invitations.ts';

/** A gateway that has said nothing for so long is gone, and its connections with it. */
const silentAfterSeconds = 60;

/** Everybody who has a part in an instance, as one of them sees it. */
export async function peopleOf(db: Db, instance: Instance, viewer: string, now: Date): Promise<People> {
  const isInviting = can({ kind: 'person', personId: viewer }, 'invite', instance, instance);
  return {
    members: await membersOf(db, instance.id),
    invitations: isInviting ? await invitationsOf(db, instance.id, now) : [],
    away: instance.away,
    ownerPresent: instance.ownerPresent,
    driver: instance.driver,
  };
}

/** The same, as those see each other who have it open. */
export async function peopleHere(db: Db, instance: Instance): Promise<PeopleHere> {
  const members = await membersOf(db, instance.id);
  return members.map(({ person: { id, name }, role, connections }) => ({
    id,
    name,
    role,
    isHere: connections > 0,
    hasControl: instance.driver === id,
  }));
}

/** The owner first, then in the order in which they came. */
async function membersOf(db: Db, instanceId: string): Promise<Member[]> {
  const rows = await db
    .selectFrom('member')
    .innerJoin('person', 'person.id', 'member.personId')
    .select(['person.id', 'person.name', 'person.organisation', 'member.role', 'member.since'])
    .select(
      sql<number>`(
        SELECT coalesce(sum(connections), 0) FROM access_grant
        WHERE access_grant.instance_id = member.instance_id AND access_grant.person_id = member.person_id
          AND ended_at IS NULL AND reported_at > now() - make_interval(secs => ${silentAfterSeconds})
      )`.as('connections'),
    )
    .where('member.instanceId', '=', instanceId)
    .orderBy(sql`member.role = 'owner'`, 'desc')
    .orderBy('member.since')
    .orderBy('person.id')
    .execute();
  return rows.map(({ id, name, organisation, role, since, connections }) => ({
    person: { id, name, organisation },
    role,
    since: since.toISOString(),
    connections,
  }));
}
