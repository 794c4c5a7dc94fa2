import * as z from 'zod';

/** A role, and the claims that give it: all that a rule names must hold. */
export const roleRule = z
  .strictObject({
    role: z.string().regex(/^[a-z][a-z-]{0,30}$/),
    issuer: z.string().optional(),
    entitlement: z.string().optional(),
    subgroups: z.boolean().default(false),
    affiliation: z.string().optional(),
    assurance: z.url().optional(),
    person: z.string().optional(),
  })
  .refine(
    ({ entitlement, affiliation, person }) => (entitlement ?? affiliation ?? person) !== undefined,
    'must ask for an entitlement, an affiliation or a person',
  );

export type RoleRule = z.output<typeof roleRule>;
