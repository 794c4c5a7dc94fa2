import { invitationNotFound, memberNotFound } from '@atrium/contract/errors';
import type { Instance } from '@atrium/contract/v1/instances';
import type { Invitation, People } from '@atrium/contract/v1/members';
import { at } from './facilities.ts';

/** The code of every invitation here. */
export const madeUpCode = 'made-up-code-of-an-invitation-43-characters';

const noor = { id: 'noor000000000001', name: 'Noor Haddad', organisation: 'University of Examples' };
const piet = { id: 'piet000000000001', name: 'Piet Verhoeven', organisation: 'Helia' };

export function alone({ owner, createdAt }: Instance): People {
  const mira = { id: 'mira000000000001', name: owner.name, organisation: 'University of Examples' };
  return {
    members: [{ person: mira, role: 'owner', since: createdAt, connections: 0 }],
    invitations: [],
    away: 'close',
    ownerPresent: false,
    driver: null,
  };
}

/** Three of them, one here beside the owner, and one invited. */
export function inCompany(instance: Instance): People {
  const [owner] = alone(instance).members;
  return {
    members: [
      ...(owner ? [{ ...owner, connections: 1 }] : []),
      { person: noor, role: 'collaborator', since: at('19T09:20'), connections: 1 },
      { person: piet, role: 'viewer', since: at('20T14:02'), connections: 0 },
    ],
    invitations: [invited('invited000000001', 'viewer', 'Have a look at the mask with me')],
    away: 'close',
    ownerPresent: true,
    driver: null,
  };
}

function invited(id: string, role: Invitation['role'], note: string): Invitation {
  return {
    id,
    role,
    note,
    createdAt: at('24T11:00'),
    expiresAt: '2026-12-01T10:00:00.000Z',
    state: 'open',
    answeredBy: null,
  };
}

/** Changes of who has a part, as a facility makes them. */
export const changePeople = {
  invite(people: People, role: Invitation['role'], note: string): Invitation {
    const made = invited(`invited${String(people.invitations.length + 2).padStart(9, '0')}`, role, note);
    people.invitations.unshift(made);
    return made;
  },
  revoke(people: People, id: string): void {
    const one = people.invitations.find((invitation) => invitation.id === id);
    if (!one) throw invitationNotFound();
    one.state = 'revoked';
  },
  changeRole(people: People, id: string, role: Invitation['role']): void {
    find(people, id).role = role;
  },
  remove(people: People, id: string): void {
    find(people, id);
    people.members = people.members.filter(({ person }) => person.id !== id);
  },
};

function find({ members }: People, id: string) {
  const one = members.find(({ person }) => person.id === id);
  if (!one) throw memberNotFound();
  return one;
}
