import { oc } from '@orpc/contract';
import * as z from 'zod';
import { catalogue } from '../errors.ts';
import { fromEverybody } from './callers.ts';
import { environmentId, interfaceKind, interfaceName, why } from './values.ts';

const { INPUT_INVALID, UNAUTHENTICATED, NOT_OFFERED } = catalogue;

export const offeredInterface = z
  .object({
    name: interfaceName,
    kind: z.union([interfaceKind, z.string()]),
    title: z.string().meta({ examples: ['Desktop', 'JupyterLab'] }),
  })
  .meta({ title: 'Offered interface' });

export const environment = z
  .object({
    id: environmentId,
    name: z.string(),
    version: z.string(),
    description: z.string(),
    software: z.array(z.string()).meta({ examples: [['silx 1.1.0', 'PyMca 5.8.0']] }),
    techniques: z.array(z.string()).meta({ description: 'For which data it is proposed' }),
    interfaces: z.array(offeredInterface),
    archived: z.boolean().meta({ description: 'Kept as it was, to repeat old work' }),
    digest: z.string().nullable().meta({ description: 'SHA-256 of what runs; null while it is unavailable' }),
    unavailable: why.nullable().meta({ description: 'Why it cannot be launched at this facility now' }),
  })
  .meta({ title: 'Environment' });

export type Environment = z.output<typeof environment>;

export const flavour = z
  .object({
    id: z
      .string()
      .max(40)
      .meta({ examples: ['small', 'medium', 'large', 'gpu'] }),
    cores: z.number().positive(),
    memoryBytes: z.int(),
    gpus: z.int(),
    diskBytes: z.int().nullable().meta({ description: 'Of home and scratch together; null: not limited' }),
    maxLifetimeSeconds: z.int(),
  })
  .meta({ title: 'Flavour', description: 'A size. Facilities that name theirs alike are compared in one column' });

export type Flavour = z.output<typeof flavour>;

const open = oc
  .$route({ tags: ['Environments'], spec: fromEverybody })
  .errors({ INPUT_INVALID, UNAUTHENTICATED, NOT_OFFERED });

export const environments = {
  list: open
    .route({ method: 'GET', path: '/environments', summary: 'What can be launched here' })
    .output(z.object({ environments: z.array(environment) })),
};

export const flavours = {
  list: open
    .route({ method: 'GET', path: '/flavours', summary: 'The sizes of this facility' })
    .output(z.object({ flavours: z.array(flavour) })),
};
