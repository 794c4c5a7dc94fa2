import { controlTaken, memberAlready, memberNotFound, stateForbids } from '@atrium/contract/errors';
import type { Away, Control, Invitation as PresentedInvitation } from '@atrium/contract/v1/members';
import type { Enforcement } from '../access/enforcement.ts';
import type { Db, Tx } from '../database/tables.ts';
import { type Instance, isOver } from '../instances/instance.ts';
import type { By } from '../instances/journal.ts';
import { byPerson, type Lifecycle } from '../instances/lifecycle.ts';
import { can } from '../instances/policy.ts';
import type { Outside } from '../outside.ts';
import type { Person } from '../people/callers.ts';
import {
  answerInvitation,
  findInvitation,
  insertInvitation,
  lockInvitation,
  openInvitation,
  presentInvitation,
} from './invitations.ts';

export type Members = ReturnType<typeof createMembers>;
type Role = PresentedInvitation['role'];
type Parts = {
  db: Db;
  lifecycle: Pick<Lifecycle, 'change' | 'changeIn'>;
  enforcement: Pick<Enforcement, 'demandPart'>;
} & Pick<Outside, 'clock' | 'mintId' | 'at'>;

const dayMs = 86_400_000;

/** Who has a part in an instance: each change under the lock of its row, with its event, and felt at once by what is open. */
export function createMembers({ db, lifecycle, enforcement, clock, mintId, at }: Parts) {
  async function invite(
    person: Person,
    traceId: string,
    id: string,
    asked: { role: Role; note: string; days: number },
  ) {
    const { role, note, days } = asked;
    return atOnce(async (tx) => {
      await lifecycle.changeIn(tx, byPerson(person, traceId), 'invite', id, (instance) => {
        demandLive(instance, 'invite');
        return instance;
      });
      const createdAt = clock();
      const expiresAt = new Date(createdAt.getTime() + days * dayMs);
      const made = await insertInvitation(tx, { id: mintId(), instanceId: id, role, note, createdAt, expiresAt });
      return { invitation: presentInvitation(made.invitation, createdAt), code: made.code };
    });
  }

  async function revoke(person: Person, traceId: string, id: string, invitation: string): Promise<void> {
    await atOnce(async (tx) => {
      await lifecycle.changeIn(tx, byPerson(person, traceId), 'revoke', id, (instance) => instance);
      await lockInvitation(tx, id, invitation, clock());
      await answerInvitation(tx, invitation, { answer: 'revoked', by: person.id, at: clock() });
    });
  }

  /** The person has a part from the moment in which the invitation is used up, or neither happens. */
  function accept(person: Person, traceId: string, code: string): Promise<Instance> {
    return atOnce(async (tx) => {
      const { id, instanceId, role: invitedRole } = await findInvitation(tx, code);
      const role = invitedRole as Role;
      return lifecycle.changeIn(tx, byInvited(person, traceId), 'join', instanceId, async (instance) => {
        // Also in a second tab, where the first has used the invitation up.
        if (roleOf(instance, person.id)) throw memberAlready();
        await lockInvitation(tx, instanceId, id, clock());
        await answerInvitation(tx, id, { answer: 'accepted', by: person.id, at: clock() });
        demandLive(instance, 'join');
        const { id: personId, name } = person;
        const joined = { ...instance, members: [...instance.members, { personId, name, role }] };
        await enforcement.demandPart(tx, person.id, joined, person);
        return joined;
      });
    });
  }

  function decline(person: Person, traceId: string, code: string): Promise<void> {
    return atOnce(async (tx) => {
      const { id, instanceId } = await openInvitation(tx, code, clock());
      await lifecycle.changeIn(tx, byInvited(person, traceId), 'decline', instanceId, (instance) => instance);
      await lockInvitation(tx, instanceId, id, clock());
      await answerInvitation(tx, id, { answer: 'declined', by: person.id, at: clock() });
    });
  }

  function changeRole(person: Person, traceId: string, id: string, of: string, role: Role) {
    return lifecycle.change(byPerson(person, traceId), 'changeRole', id, (instance) => {
      demandOther(instance, of);
      const members = instance.members.map((one) => (one.personId === of ? { ...one, role } : one));
      return letGo({ ...instance, members });
    });
  }

  /** The owner removes anybody else; anybody else, oneself. */
  function remove(person: Person, traceId: string, id: string, of: string) {
    const action = of === person.id ? 'leave' : 'remove';
    return lifecycle.change(byPerson(person, traceId), action, id, (instance) => {
      demandOther(instance, of);
      return letGo({ ...instance, members: instance.members.filter(({ personId }) => personId !== of) });
    });
  }

  function setAway(person: Person, traceId: string, id: string, away: Away) {
    return lifecycle.change(byPerson(person, traceId), 'setAway', id, (instance) => ({ ...instance, away }));
  }

  /** Keyboard and pointer. The owner always has the last word; who has them may pass them on. */
  function control(person: Pick<Person, 'id'>, traceId: string | null, id: string, { act, to }: Control) {
    return lifecycle.change(byPerson(person, traceId), 'takeControl', id, (instance) => {
      const { driver } = instance;
      const isOwner = roleOf(instance, person.id) === 'owner';
      if (driver !== null && driver !== person.id && !isOwner) throw controlTaken({ driver: nameOf(instance, driver) });
      if (act === 'free') return { ...instance, driver: null };
      const next = act === 'take' ? person.id : to;
      if (next === undefined || !mayControl(instance, next)) throw memberNotFound();
      return { ...instance, driver: next };
    });
  }

  async function atOnce<Done>(act: (tx: Tx) => Promise<Done>): Promise<Done> {
    const done = await db.transaction().execute(act);
    at('intent-stored');
    return done;
  }

  return { invite, revoke, accept, decline, changeRole, remove, setAway, control };
}

function byInvited({ id: personId }: Person, traceId: string): By {
  return { actor: { kind: 'invited', personId }, traceId };
}

function demandLive(instance: Instance, action: string): void {
  const { state } = instance;
  if (isOver(instance) || state === 'ending') throw stateForbids({ state, action });
}

/** The owner's own part is no part that can be changed. */
function demandOther(instance: Instance, personId: string): void {
  const role = roleOf(instance, personId);
  if (!role || role === 'owner') throw memberNotFound();
}

/** Whoever may not control any more has let go. */
function letGo(instance: Instance): Instance {
  return instance.driver !== null && !mayControl(instance, instance.driver) ? { ...instance, driver: null } : instance;
}

function mayControl(instance: Instance, personId: string): boolean {
  return can({ kind: 'person', personId }, 'control', instance, { ownerPresent: true, away: 'allow' });
}

function roleOf({ members }: Instance, personId: string) {
  return members.find((member) => member.personId === personId)?.role;
}

function nameOf({ members }: Instance, personId: string): string {
  return members.find((member) => member.personId === personId)?.name ?? '';
}
