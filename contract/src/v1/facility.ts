import { oc } from '@orpc/contract';
import * as z from 'zod';
import { catalogue } from '../errors.ts';
import { linkUrl } from '../secure-url.ts';
import { fromEverybody } from './callers.ts';
import { accent, facilityId, time } from './values.ts';

const { INPUT_INVALID, UNAUTHENTICATED } = catalogue;

export const announcement = z
  .object({
    id: z.string(),
    text: z.string().max(500),
    from: time.nullable(),
    until: time.nullable(),
  })
  .meta({ title: 'Announcement' });

export const health = z
  .object({
    status: z.union([z.enum(['ok', 'degraded', 'down']), z.string()]),
    problems: z.array(
      z.object({
        code: z
          .string()
          .meta({ examples: ['ENVIRONMENT_UNAVAILABLE', 'DATA_UNREADABLE', 'ENGINE_UNREACHABLE', 'DISK_FULL'] }),
        message: z.string().meta({ description: 'English, for a person' }),
        subject: z
          .string()
          .nullable()
          .meta({ description: 'What it is about', examples: ['notebook@2026.1'] }),
      }),
    ),
  })
  .meta({ title: 'Health' });

export const facilityKinds = [
  'neutron-source',
  'neutron-reactor',
  'synchrotron',
  'xray-laser',
  'compute-centre',
  'laboratory',
] as const;
export type FacilityKind = (typeof facilityKinds)[number];

export const facilityDescription = z
  .object({
    id: facilityId,
    name: z.string().meta({ examples: ['Lumen'] }),
    kind: z.union([z.enum(facilityKinds), z.string()]),
    description: z.string().meta({ description: 'One or two sentences for a person' }),
    accent,
    contact: z.email().meta({ description: 'Who helps, and gives more quota' }),
    accessUrl: linkUrl.nullable().meta({ description: 'How to get a proposal there; null: none is needed' }),
    timeZone: z.string().meta({ description: 'IANA name', examples: ['Europe/Paris'] }),
    version: z.string().meta({ description: 'Of the connector', examples: ['0.1.0'] }),
    capabilities: z
      .object({
        compute: z.boolean(),
        catalogue: z.boolean(),
        storage: z.boolean(),
        publish: z.boolean(),
      })
      .meta({
        description:
          'What is offered. compute: what can be launched, instances, their members, events and tickets; catalogue: datasets; storage and publish: nothing in this version. Without compute, lists of environments, flavours and plans are empty, and a new instance is refused with NOT_OFFERED; without catalogue, all that is asked about datasets is',
      }),
    announcements: z.array(announcement),
    health,
  })
  .meta({ title: 'Facility' });

export type FacilityDescription = z.output<typeof facilityDescription>;

export const facility = {
  get: oc
    .route({
      method: 'GET',
      path: '/facility',
      tags: ['Facility'],
      spec: fromEverybody,
      summary: 'Who this is, what it offers, how it is',
      description: 'Open to everybody: a token is not needed.',
    })
    .errors({ INPUT_INVALID, UNAUTHENTICATED })
    .output(facilityDescription),
};
