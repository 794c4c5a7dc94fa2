import { oc } from '@orpc/contract';
import * as z from 'zod';
import { catalogue } from '../errors.ts';
import { fromPersons } from './callers.ts';
import { instance, instanceId } from './instances.ts';
import { role, time } from './values.ts';

/** Nobody can be invited as owner. */
export const invitedRole = z.enum(['collaborator', 'viewer']).meta({
  description: 'collaborator: works with the files and the account of the owner; viewer: watches the desktop',
});

export const awayPolicies = ['close', 'watch', 'allow'] as const;
export const away = z.enum(awayPolicies).meta({
  description:
    'What the others may do while the owner is away (no open connection for 60 s). close: nothing is open; watch: all of them watch; allow: all goes on',
});
export type Away = z.output<typeof away>;

const personId = z
  .string()
  .regex(/^[a-z][a-z0-9]{15}$/)
  .meta({ description: "The connector's own id of a person" });

const person = z.object({ id: personId, name: z.string(), organisation: z.string().nullable() });

const member = z
  .object({
    person,
    role,
    since: time,
    connections: z.int().meta({ description: 'Open connections of this person now; 0: not here' }),
  })
  .meta({ title: 'Member' });
export type Member = z.output<typeof member>;

const note = z
  .string()
  .max(280)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'has characters that a note cannot hold')
  .meta({ description: 'A line for whoever is invited', examples: ['Have a look at the mask with me'] });

const invitation = z
  .object({
    id: instanceId.meta({ description: 'Names the invitation; opens nothing' }),
    role: invitedRole,
    note,
    createdAt: time,
    expiresAt: time,
    state: z.union([z.enum(['open', 'accepted', 'declined', 'revoked', 'expired']), z.string()]),
    answeredBy: z.string().nullable().meta({ description: 'The name of who accepted or declined' }),
  })
  .meta({ title: 'Invitation' });
export type Invitation = z.output<typeof invitation>;

const code = z
  .string()
  .regex(/^[\w-]{43}$/)
  .meta({
    description: '256 random bits; only its hash is kept. It travels in bodies and in fragments, never in a path',
  });

const people = z
  .object({
    members: z.array(member).meta({ description: 'The owner first, then in the order in which they came' }),
    invitations: z.array(invitation).meta({ description: 'Newest first; only the owner sees them' }),
    away,
    ownerPresent: z.boolean(),
    driver: personId.nullable().meta({ description: 'Who alone has keyboard and pointer; null: all who may control' }),
  })
  .meta({ title: 'People of an instance' });
export type People = z.output<typeof people>;

/** As those see each other who have the instance open. */
export const peopleHere = z
  .array(
    z.object({
      id: personId,
      name: z.string(),
      role,
      isHere: z.boolean().meta({ description: 'Has an interface open now' }),
      hasControl: z.boolean().meta({ description: 'Has keyboard and pointer alone' }),
    }),
  )
  .meta({ description: 'Everybody who has a part in the instance, the owner first' });
export type PeopleHere = z.output<typeof peopleHere>;

export const control = z.strictObject({
  act: z.enum(['take', 'pass', 'free']),
  to: personId.optional().meta({ description: 'With pass: to whom' }),
});
export type Control = z.output<typeof control>;

const { INPUT_INVALID, UNAUTHENTICATED, SCOPE_INSUFFICIENT, TOKEN_REPLAYED, NOT_OFFERED } = catalogue;
const { ACTION_FORBIDDEN, INSTANCE_NOT_FOUND, STATE_FORBIDS, OWNER_AWAY } = catalogue;
const { INVITATION_NOT_FOUND, INVITATION_OVER, MEMBER_NOT_FOUND, MEMBER_ALREADY, CONTROL_TAKEN } = catalogue;
const { PLAN_FORBIDDEN, DATASET_FORBIDDEN, ACCOUNT_MISSING } = catalogue;

const read = oc
  .$route({ tags: ['Members'], spec: fromPersons })
  .errors({ INPUT_INVALID, UNAUTHENTICATED, SCOPE_INSUFFICIENT, NOT_OFFERED, INSTANCE_NOT_FOUND });
const change = read.errors({ TOKEN_REPLAYED, ACTION_FORBIDDEN, STATE_FORBIDS });
const invited = oc
  .$route({ tags: ['Members'], spec: fromPersons })
  .errors({ INPUT_INVALID, UNAUTHENTICATED, SCOPE_INSUFFICIENT, NOT_OFFERED, TOKEN_REPLAYED })
  .errors({ INVITATION_NOT_FOUND, INVITATION_OVER });

const byInstance = z.strictObject({ instance: instanceId });
const mostDays = 30;

export const members = {
  list: read
    .route({
      method: 'GET',
      path: '/instances/{instance}/members',
      summary: 'Who has a part in an instance, and who is here',
    })
    .input(byInstance)
    .output(people),

  invite: change
    .route({
      method: 'POST',
      path: '/instances/{instance}/invitations',
      successStatus: 201,
      summary: 'Invite one person',
      description:
        'The code is shown once, opens once, and goes to the person in the fragment of a link. Takes no Idempotency-Key.',
    })
    .input(
      byInstance.extend({
        role: invitedRole,
        note: note.default(''),
        days: z.int().min(1).max(mostDays).default(7).meta({ description: 'How long it can be answered, in days' }),
      }),
    )
    .output(z.object({ invitation, code }).meta({ title: 'New invitation' })),

  revoke: change
    .route({
      method: 'DELETE',
      path: '/instances/{instance}/invitations/{invitation}',
      summary: 'Take an invitation back',
    })
    .errors({ INVITATION_NOT_FOUND, INVITATION_OVER })
    .input(byInstance.extend({ invitation: instanceId }))
    .output(z.object({})),

  look: invited
    .route({
      method: 'POST',
      path: '/invitations/look',
      summary: 'What an invitation is to',
      description: 'Changes nothing. POST, so that the code stands in no address.',
    })
    .input(z.strictObject({ code }))
    .output(
      z
        .object({
          instance: z.object({ name: z.string(), environment: z.string() }),
          owner: z.object({ name: z.string(), organisation: z.string().nullable() }),
          facility: z.string().meta({ description: 'Its name' }),
          role: invitedRole,
          interfaces: z.array(z.string()).meta({ description: 'Titles of those that the role opens' }),
          note,
          expiresAt: time,
        })
        .meta({ title: 'What one is invited to' }),
    ),

  accept: invited
    .route({
      method: 'POST',
      path: '/invitations/accept',
      summary: 'Accept an invitation',
      description: 'Once. The facility’s rules for the person count too.',
    })
    .errors({ MEMBER_ALREADY, STATE_FORBIDS, PLAN_FORBIDDEN, DATASET_FORBIDDEN, ACCOUNT_MISSING })
    .input(z.strictObject({ code }))
    .output(instance),

  decline: invited
    .route({ method: 'POST', path: '/invitations/decline', summary: 'Decline an invitation' })
    .input(z.strictObject({ code }))
    .output(z.object({})),

  changeRole: change
    .route({
      method: 'PATCH',
      path: '/instances/{instance}/members/{person}',
      summary: 'Give a member another role',
      description: 'Acts on what is open within a second.',
    })
    .errors({ MEMBER_NOT_FOUND })
    .input(byInstance.extend({ person: personId, role: invitedRole }))
    .output(people),

  remove: change
    .route({
      method: 'DELETE',
      path: '/instances/{instance}/members/{person}',
      summary: 'Remove a member, or leave',
      description:
        'Closes what the person has open there within a second. Everybody but the owner may remove themselves.',
    })
    .errors({ MEMBER_NOT_FOUND })
    .input(byInstance.extend({ person: personId }))
    .output(z.object({})),

  setAway: change
    .route({
      method: 'PUT',
      path: '/instances/{instance}/away',
      summary: 'What the others may do while the owner is away',
    })
    .input(byInstance.extend({ away }))
    .output(people),

  control: change
    .route({
      method: 'POST',
      path: '/instances/{instance}/control',
      summary: 'Take keyboard and pointer, pass them on, or open them to all',
      description:
        'take: the owner at any time, a collaborator while nobody who is here has them. pass: whoever has them, and the owner. free: the same.',
    })
    .errors({ MEMBER_NOT_FOUND, CONTROL_TAKEN, OWNER_AWAY })
    .input(byInstance.extend(control.shape))
    .output(people),
};
