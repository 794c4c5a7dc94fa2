import { oc } from '@orpc/contract';
import * as z from 'zod';
import { catalogue } from '../errors.ts';
import { linkUrl } from '../secure-url.ts';
import { dataset } from '../v1/datasets.ts';
import { environment } from '../v1/environments.ts';
import { facilityKinds } from '../v1/facility.ts';
import { instance } from '../v1/instances.ts';
import { accent, facilityId, pid, time } from '../v1/values.ts';

const { INPUT_INVALID, LOGIN_REQUIRED, FACILITY_UNKNOWN, FACILITY_SILENT, FACILITY_BROKEN, DATASET_NOT_FOUND } =
  catalogue;

export const facility = z
  .object({
    id: facilityId,
    name: z.string().meta({ examples: ['Lumen'] }),
    kind: z.union([z.enum(facilityKinds), z.string()]),
    accent,
    contact: z.email().nullable().meta({ description: 'Who gives more quota' }),
    accessUrl: linkUrl.nullable().meta({ description: 'How to get a proposal there' }),
    silentSince: time.nullable().meta({ description: 'Since when it has not answered; null: it answers' }),
  })
  .meta({ title: 'Facility of the federation', description: 'As last known; answered without asking it' });

export type Facility = z.output<typeof facility>;

const missing = z
  .array(z.object({ facility: facilityId, since: time }))
  .meta({ description: 'Which facilities did not answer in time, and since when' });

export const federation = {
  get: oc
    .route({ method: 'GET', path: '/federation', summary: 'The portal and which facilities there are; for everybody' })
    .output(
      z.object({
        portal: z.object({
          name: z.string(),
          helpUrl: linkUrl.nullable(),
          legalUrl: linkUrl.nullable(),
          privacyUrl: linkUrl.nullable(),
          supportEmail: z.email().nullable(),
          issuers: z
            .array(z.object({ id: z.string(), name: z.string() }))
            .default([])
            .meta({ description: 'Where people sign in: `/sign-in?issuer=<id>`. The first is proposed' }),
        }),
        facilities: z.array(facility),
      }),
    ),
};

export const offeredEnvironment = environment.extend({
  facilities: z.array(facilityId).meta({ description: 'Where it can be launched' }),
  proposed: z.boolean().meta({ description: 'At most one of a list: the likeliest for these data' }),
});

export type OfferedEnvironment = z.output<typeof offeredEnvironment>;

/** What joins facilities for the launch page. What one facility alone knows is asked through the relay. */
export const launch = {
  environments: oc
    .route({ method: 'GET', path: '/launch/environments', summary: 'Environments everywhere, the likeliest first' })
    .errors({ INPUT_INVALID, LOGIN_REQUIRED })
    .input(z.strictObject({ data: z.array(pid).max(100).default([]) }))
    .output(z.object({ environments: z.array(offeredEnvironment), missing })),

  dataset: oc
    .route({ method: 'GET', path: '/launch/dataset', summary: 'One dataset, at whichever facility it is' })
    .errors({ INPUT_INVALID, DATASET_NOT_FOUND })
    .input(z.strictObject({ pid }))
    .output(dataset),

  datasets: oc
    .route({
      method: 'GET',
      path: '/launch/datasets',
      summary: 'Datasets that I may open, at every facility; signed out: the public ones',
    })
    .errors({ INPUT_INVALID })
    .input(z.strictObject({ text: z.string().max(200).optional() }))
    .output(z.object({ datasets: z.array(dataset), missing })),
};

export const instances = {
  list: oc
    .route({
      method: 'GET',
      path: '/facilities/{facility}/instances',
      summary: 'My instances at one facility; while it is silent, as last known',
      description: 'Asked for each facility alone: who answers is shown, and nobody waits for the slowest.',
    })
    .errors({ INPUT_INVALID, LOGIN_REQUIRED, FACILITY_UNKNOWN, FACILITY_SILENT, FACILITY_BROKEN })
    .input(z.strictObject({ facility: facilityId, over: z.enum(['include', 'exclude']).default('exclude') }))
    .output(
      z.object({
        instances: z.array(instance),
        observedAt: time.meta({ description: 'When the facility said so' }),
        silentSince: time.nullable().meta({ description: 'null: this is how it is now' }),
      }),
    ),
};
