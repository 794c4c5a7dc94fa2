import { invitationNotFound, memberNotFound } from '@atrium/contract/errors';
import type { Instance } from '@atrium/contract/v1/instances';
import type { Invitation, People } from '@atrium/contract/v1/members';
import { at } from './facilities.ts';
import { instance as madeUpInstance } from './instances.ts';
import type { World } from './world.ts';

/** The codes of the two invitations that there are. */
export const madeUpCode = 'made-up-code-of-an-invitation-43-characters';
export const collaboratorCode = 'made-up-code-as-collaborator--43-characters';

export function invitationAddress(role: Invitation['role'], facility = 'lumen'): string {
  return `/join#${facility}.${role === 'viewer' ? madeUpCode : collaboratorCode}`;
}

export const miraId = 'mira000000000001';
const noor = { id: 'noor000000000001', name: 'Noor Haddad', organisation: 'University of Examples' };
const piet = { id: 'piet000000000001', name: 'Piet Verhoeven', organisation: 'Helia' };

export function alone({ owner, createdAt }: Instance): People {
  const mira = { id: miraId, name: owner.name, organisation: 'University of Examples' };
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

/** An instance of Noor in which Mira has a part. */
export function shareWithMira(world: World, role: Invitation['role'], owner: 'here' | 'away') {
  const wren = madeUpInstance('calmwren00000001', 'Calm Wren', {
    owner: { id: noor.id, name: noor.name },
    role,
    createdAt: at('23T15:20'),
    readyAt: at('23T15:21'),
    endsAt: at('30T15:20'),
    extendableTo: '2026-12-07T14:20:00.000Z',
    pictureAt: at('25T10:01'),
  });
  const mira = { id: miraId, name: 'Mira Okafor', organisation: 'University of Examples' };
  const ownerPresent = owner === 'here';
  world.instances.helia = [wren];
  world.people[wren.id] = {
    members: [
      { person: noor, role: 'owner', since: wren.createdAt, connections: ownerPresent ? 1 : 0 },
      { person: mira, role, since: at('24T08:40'), connections: 0 },
    ],
    invitations: [],
    away: 'close',
    ownerPresent,
    driver: ownerPresent ? noor.id : null,
  };
}

/** What became of other invitations to Quiet Heron. */
export function answeredInvitations(people: Record<string, People>) {
  people.quietheron000001?.invitations.push(
    { ...invited('invited000000002', 'viewer', ''), state: 'accepted', answeredBy: piet.name },
    { ...invited('invited000000003', 'collaborator', 'Fit the shoulder'), state: 'declined', answeredBy: 'Ana Lima' },
    { ...invited('invited000000004', 'viewer', ''), state: 'revoked' },
  );
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
