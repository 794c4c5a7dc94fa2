import { oc } from '@orpc/contract';
import * as z from 'zod';
import { catalogue } from '../errors.ts';
import { fromEverybody } from './callers.ts';
import { flavour } from './environments.ts';
import { environmentId, pid, time, why } from './values.ts';

const { INPUT_INVALID, UNAUTHENTICATED, NOT_OFFERED } = catalogue;
const seconds = z.number().nonnegative();

export const availability = z
  .discriminatedUnion('is', [
    z.object({ is: z.literal('now'), startSeconds: seconds.meta({ description: 'Usual time from asking to ready' }) }),
    z.object({ is: z.literal('queued'), queueSeconds: seconds, startSeconds: seconds }),
    z.object({ is: z.literal('full'), until: time.nullable() }),
    z.object({ is: z.literal('forbidden'), why }),
  ])
  .meta({ title: 'Availability' });

export const plan = z
  .object({
    id: z
      .string()
      .max(80)
      .meta({ examples: ['desktop-small'] }),
    environment: environmentId,
    flavour,
    maxLifetimeSeconds: seconds,
    network: z.union([z.enum(['none', 'open']), z.string()]).meta({ description: 'What an instance reaches' }),
    availability,
  })
  .meta({ title: 'Plan' });

export type Plan = z.output<typeof plan>;

export const placement = z
  .discriminatedUnion('is', [
    z.object({ is: z.literal('none') }).meta({ description: 'The request names no data' }),
    z.object({ is: z.literal('here') }),
    z.object({ is: z.literal('elsewhere') }).meta({ description: 'Not at this facility: they cannot be opened here' }),
    z.object({ is: z.literal('forbidden'), why }),
  ])
  .meta({ title: 'Placement', description: 'Where all data of the request are, seen from this facility' });

export const offer = z
  .object({
    data: placement,
    coresLeft: z.number().nullable().meta({ description: "What the caller's quota still allows; null: no limit" }),
    plans: z.array(plan),
  })
  .meta({ title: 'Plans' });

export type Offer = z.output<typeof offer>;

export const plans = {
  list: oc
    .route({
      method: 'GET',
      path: '/plans',
      tags: ['Environments'],
      spec: fromEverybody,
      summary: 'What the caller can launch, how soon, and if not, why',
      description:
        'All plans, or those of one environment; without the token of a person, as for somebody of whom nothing is known.',
    })
    .errors({ INPUT_INVALID, UNAUTHENTICATED, NOT_OFFERED })
    .input(
      z.strictObject({
        environment: environmentId.optional(),
        data: z.array(pid).max(100).default([]),
      }),
    )
    .output(offer),
};
