import * as z from 'zod';

export const nullSettings = z.strictObject({
  kind: z.literal('null'),
  directory: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: 'Where it keeps what it pretends to run; unset: in stateDirectory',
      examples: ['null-engine'],
    }),
});
