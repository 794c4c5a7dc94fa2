import { oc } from '@orpc/contract';
import * as z from 'zod';
import { catalogue } from '../errors.ts';
import { fromPersons } from './callers.ts';
import { instanceId, pageCursor, time } from './values.ts';

const resources = z.object({
  cores: z.number(),
  memoryBytes: z.int(),
  gpus: z.number(),
  diskBytes: z.int().nullable(),
});

export const usageRecord = z
  .object({
    id: z.string().meta({ description: 'Of this record, for ever' }),
    at: time,
    type: z.union([z.enum(['requested', 'started', 'stopped', 'ended', 'failed', 'opened']), z.string()]).meta({
      description:
        'From `started` to the next `stopped`, `ended` or `failed` of an instance its resources are used; `opened`: the person opened an interface of it',
    }),
    instance: z.object({ id: instanceId, name: z.string().meta({ description: 'As it is called now' }) }),
    resources,
  })
  .meta({ title: 'Usage record' });
export type UsageRecord = z.output<typeof usageRecord>;

export const usageTotals = z
  .object({
    from: time,
    until: time,
    instances: z.int().meta({ description: 'How many of the person’s instances ran at some time of it' }),
    runningSeconds: z
      .number()
      .meta({ description: 'How long they ran, one after the other; what runs counts until now' }),
    coreSeconds: z.number(),
    gpuSeconds: z.number(),
    memoryByteSeconds: z.number(),
  })
  .meta({ title: 'Usage' });
export type UsageTotals = z.output<typeof usageTotals>;

const { INPUT_INVALID, UNAUTHENTICATED, SCOPE_INSUFFICIENT, NOT_OFFERED } = catalogue;

const read = oc
  .$route({ tags: ['Usage'], spec: fromPersons })
  .errors({ INPUT_INVALID, UNAUTHENTICATED, SCOPE_INSUFFICIENT, NOT_OFFERED });

export const usage = {
  totals: read
    .route({
      method: 'GET',
      path: '/usage',
      summary: 'What my instances have used in a period',
      description: 'Of instances that I own: what was allotted while they ran, from the records.',
    })
    .input(z.strictObject({ from: time, until: time }))
    .output(usageTotals),

  records: read
    .route({ method: 'GET', path: '/usage/records', summary: 'My usage records, oldest first' })
    .input(
      z.strictObject({
        after: pageCursor,
        limit: z.coerce.number<number>().int().min(1).max(1000).default(200),
      }),
    )
    .output(
      z
        .object({
          records: z.array(usageRecord),
          next: z.string().nullable().meta({ description: 'Cursor of the next page; null on the last' }),
        })
        .meta({ title: 'Page of usage records' }),
    ),
};
