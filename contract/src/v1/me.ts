import { oc } from '@orpc/contract';
import * as z from 'zod';
import { catalogue } from '../errors.ts';
import { fromPersons } from './callers.ts';

const { UNAUTHENTICATED, SCOPE_INSUFFICIENT } = catalogue;

const limit = z
  .object({
    level: z.union([z.enum(['facility', 'group', 'person']), z.string()]).meta({ description: 'Whose limit it is' }),
    group: z.string().nullable().meta({ description: 'What the group is called; null at the other levels' }),
    resource: z.string().meta({ examples: ['instances', 'cores', 'memoryBytes', 'gpus', 'diskBytes'] }),
    max: z.number().nullable().meta({ description: 'null: no limit' }),
    used: z.number().meta({ description: 'What running instances have' }),
    held: z.number().meta({ description: 'What waiting instances have been promised' }),
  })
  .meta({ title: 'Limit' });

export const meHere = z
  .object({
    person: z.object({
      id: z.string().meta({ description: 'What this facility calls the person' }),
      name: z.string(),
    }),
    account: z
      .object({
        name: z.string().meta({ description: 'The local account', examples: ['u1042'] }),
        provedBy: z.string().meta({ description: 'How the facility knows', examples: ['claim', 'rule', 'everybody'] }),
      })
      .nullable()
      .meta({ description: 'null: this person has no account here, so nothing can be launched' }),
    rights: z.array(z.string()).meta({
      description: 'Portal functions at this facility',
      examples: [['user', 'instrument-responsible', 'support', 'facility-admin']],
    }),
    proposals: z.array(z.object({ id: z.string(), title: z.string() })),
    limits: z.array(limit),
  })
  .meta({ title: 'Me' });

export const me = {
  get: oc
    .route({
      method: 'GET',
      path: '/me',
      tags: ['Me'],
      spec: fromPersons,
      summary: 'Who I am here, what I may do, what I have left',
    })
    .errors({ UNAUTHENTICATED, SCOPE_INSUFFICIENT })
    .output(meHere),
};
