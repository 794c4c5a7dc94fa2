import { hasAssurance } from '@atrium/server/claims/assurance';
import { parseEntitlement, satisfies } from '@atrium/server/claims/entitlement';
import * as z from 'zod';
import type { Facts } from './facts.ts';

const entitlement = z
  .string()
  .refine((text) => parseEntitlement(text) !== undefined, 'is no entitlement (AARC-G069, AARC-G027)');

/** A person is the permanent identifier *and* the identity provider that gave it. */
const person = z.strictObject({ idp: z.url(), sub: z.string().min(1).max(255) });

const asked = z.strictObject({
  everybody: z.literal(true).optional(),
  person: person.optional(),
  entitlement: entitlement.optional(),
  subgroups: z.boolean().optional().meta({ description: 'Whether sub-groups of `entitlement` count' }),
  affiliation: z.string().min(1).optional().meta({ description: 'As `member@facility.example`, exactly' }),
  assurance: z
    .url()
    .optional()
    .meta({
      description: 'At least so well is the person known',
      examples: ['https://refeds.org/assurance/IAP/medium'],
    }),
  proposal: z.string().min(1).optional().meta({ description: 'In the team of this proposal; `any`: of one here' }),
});

const condition = asked
  .refine((one) => Object.keys(one).some((key) => key !== 'subgroups'), 'asks for nothing')
  .meta({ description: 'Holds when everything in it holds' });

export type Condition = z.output<typeof condition>;

/** Who is in a team: a person, or whoever holds an entitlement. */
export const member = z.union([
  asked.pick({ person: true }).required(),
  asked.pick({ entitlement: true, subgroups: true }).required({ entitlement: true }),
]);

/** Any one of them is enough. */
export const conditions = z.array(condition).min(1);

export function holdsAny(asked: Condition[], facts: Facts): boolean {
  return asked.some((one) => holds(one, facts));
}

function holds(asked: Condition, facts: Facts): boolean {
  return (
    (asked.person === undefined || isPerson(asked.person, facts)) &&
    (asked.entitlement === undefined || holdsEntitlement(asked.entitlement, asked.subgroups, facts)) &&
    (asked.affiliation === undefined || facts.affiliations.includes(asked.affiliation)) &&
    (asked.assurance === undefined || hasAssurance(facts.assurance, asked.assurance)) &&
    (asked.proposal === undefined || isInTeam(asked.proposal, facts))
  );
}

function isPerson({ idp, sub }: z.output<typeof person>, facts: Facts): boolean {
  return facts.person?.idp === idp && facts.person.sub === sub;
}

function holdsEntitlement(text: string, subgroups = false, { entitlements }: Facts): boolean {
  const asked = parseEntitlement(text);
  return asked !== undefined && entitlements.some((held) => satisfies(held, asked, { subgroups }));
}

function isInTeam(proposal: string, { proposals }: Facts): boolean {
  return proposal === 'any' ? proposals.length > 0 : proposals.includes(proposal);
}
