import { oc } from '@orpc/contract';
import * as z from 'zod';
import { catalogue } from '../errors.ts';
import { fromEverybody } from './callers.ts';
import { facilityId, pageCursor, pid, time } from './values.ts';

const { INPUT_INVALID, UNAUTHENTICATED, DATASET_NOT_FOUND, NOT_OFFERED } = catalogue;

export const dataset = z
  .object({
    pid,
    title: z.string().meta({ examples: ['SANS2D 33837, oriented surfactant'] }),
    facility: facilityId,
    instrument: z.string().nullable(),
    technique: z
      .string()
      .nullable()
      .meta({ examples: ['small angle neutron scattering'] }),
    proposal: z.object({ id: z.string(), title: z.string() }).nullable(),
    createdAt: time.nullable().meta({ description: 'When it was measured, as far as the source says' }),
    files: z.int(),
    bytes: z.int(),
    isPublic: z.boolean(),
    embargoUntil: time.nullable(),
    access: z
      .union([z.enum(['public', 'team', 'forbidden']), z.string()])
      .meta({ description: 'Why the caller may open it: it is open, or the caller is in the team' }),
    origin: z.string().meta({ description: 'Where the files come from, in a sentence' }),
    licence: z.string().meta({ examples: ['BSD-3-Clause'] }),
    mountName: z.string().meta({ description: 'The folder in /data of an instance', examples: ['sans2d-33837'] }),
    curves: z
      .array(z.array(z.number()))
      .meta({ description: 'Its plot in small: each curve from 0 to 1, at most 4 of 64 points' }),
  })
  .meta({ title: 'Dataset' });

export type Dataset = z.output<typeof dataset>;

export const datasets = {
  list: oc
    .route({
      method: 'GET',
      path: '/datasets',
      tags: ['Datasets'],
      spec: fromEverybody,
      summary: 'Datasets that the caller may see',
      description: 'Without a token: the public ones.',
    })
    .errors({ INPUT_INVALID, UNAUTHENTICATED, NOT_OFFERED })
    .input(
      z.strictObject({
        text: z.string().max(200).optional().meta({ description: 'Words in title, technique, instrument or proposal' }),
        limit: z.coerce.number<number>().int().min(1).max(100).default(50),
        after: pageCursor,
      }),
    )
    .output(z.object({ datasets: z.array(dataset), next: z.string().nullable() }).meta({ title: 'Page of datasets' })),

  get: oc
    .route({
      method: 'GET',
      path: '/dataset',
      tags: ['Datasets'],
      spec: fromEverybody,
      summary: 'One dataset, by its identifier',
    })
    .errors({ INPUT_INVALID, UNAUTHENTICATED, DATASET_NOT_FOUND, NOT_OFFERED })
    .input(z.strictObject({ pid }))
    .output(dataset),
};
