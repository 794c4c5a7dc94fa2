import { oc } from '@orpc/contract';
import * as z from 'zod';
import { catalogue } from '../errors.ts';
import { fromMachines, fromPersons } from './callers.ts';
import { instanceId, interfaceName, printable, time } from './values.ts';

const { INPUT_INVALID, UNAUTHENTICATED, TOKEN_REPLAYED, SCOPE_INSUFFICIENT, NOT_OFFERED } = catalogue;
const { ACTION_FORBIDDEN, OWNER_AWAY, INSTANCE_NOT_FOUND, INTERFACE_UNKNOWN, INTERFACE_NOT_READY } = catalogue;
const { PLAN_FORBIDDEN, DATASET_FORBIDDEN, ACCOUNT_MISSING } = catalogue;

const login = z
  .string()
  .max(128)
  .regex(printable)
  .meta({ description: 'The opaque id of a login (`sid` of the token)' });

const machine = oc
  .$route({ tags: ['Access'], spec: fromMachines })
  .errors({ INPUT_INVALID, UNAUTHENTICATED, TOKEN_REPLAYED, SCOPE_INSUFFICIENT });

export const access = {
  ticket: oc
    .route({
      method: 'POST',
      path: '/access/tickets',
      tags: ['Access'],
      spec: fromPersons,
      successStatus: 201,
      summary: 'A one-use ticket for one person and one interface',
      description:
        'The browser posts it as the form field `ticket` to `address`, within 30 s and before the login ends. A new ticket voids the unused one before it. Takes no Idempotency-Key. INTERFACE_NOT_READY while the instance or the interface is anything but `ready`.',
    })
    .errors({ INPUT_INVALID, UNAUTHENTICATED, TOKEN_REPLAYED, SCOPE_INSUFFICIENT, NOT_OFFERED })
    .errors({ ACTION_FORBIDDEN, OWNER_AWAY, INSTANCE_NOT_FOUND, INTERFACE_UNKNOWN, INTERFACE_NOT_READY })
    .errors({ PLAN_FORBIDDEN, DATASET_FORBIDDEN, ACCOUNT_MISSING })
    .input(
      z.strictObject({
        instance: instanceId,
        interface: interfaceName,
        language: z
          .string()
          .regex(/^[A-Za-z0-9-]{1,20}$/)
          .default('en'),
        colourScheme: z.enum(['light', 'dark', 'auto']).default('auto'),
      }),
    )
    .output(
      z
        .object({
          address: z.url().meta({ description: 'Where the ticket is posted, on the host of this interface alone' }),
          ticket: z.string().meta({ description: '256 random bits; only its hash is kept' }),
          expiresAt: time,
        })
        .meta({ title: 'Ticket' }),
    ),

  endLogin: machine
    .route({
      method: 'POST',
      path: '/access/logins/end',
      summary: 'End everything opened by a login',
      description:
        'At sign-out, own or back-channel. Also when nothing is open. Unused tickets are void and tokens of this login (`sid`) are refused from then on, and its streams end.',
    })
    .input(z.strictObject({ login }))
    .output(z.object({ ended: z.int().meta({ description: 'How many grants were ended' }) })),

  endPerson: machine
    .route({
      method: 'POST',
      path: '/access/persons/end',
      summary: 'End everything opened by a person',
      description:
        'As for a login, of all logins of the person: tokens signed before (`iat`) are refused from then on. Of somebody who was never here, nothing is ended.',
    })
    .input(z.strictObject({ idp: z.url(), sub: z.string().max(255).regex(printable) }))
    .output(z.object({ ended: z.int() })),

  logins: oc
    .route({
      method: 'GET',
      path: '/access/logins',
      tags: ['Access'],
      spec: fromMachines,
      summary: 'When each login was last used to put something into an instance',
      description: 'Since then or later. A login stays alive as long as somebody works.',
    })
    .errors({ INPUT_INVALID, UNAUTHENTICATED, SCOPE_INSUFFICIENT })
    .input(z.strictObject({ since: time }))
    .output(z.object({ logins: z.array(z.object({ login, lastInputAt: time })) })),
};
