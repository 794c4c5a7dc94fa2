import { hasAssurance } from '@atrium/server/claims/assurance';
import { parseEntitlement, satisfies } from '@atrium/server/claims/entitlement';
import type { Logger } from 'pino';
import * as z from 'zod';
import type { Login } from '../account/login.ts';

/** A role in the federation, and the claims that give it: all that a rule names must hold. */
export const roleRule = z
  .strictObject({
    role: z.string().regex(/^[a-z][a-z-]{0,30}$/),
    issuer: z.string().meta({ description: 'The id of the issuer whose people it is about' }),
    entitlement: z
      .string()
      .refine((value) => parseEntitlement(value) !== undefined, 'is not an entitlement')
      .optional(),
    subgroups: z.boolean().default(false).meta({ description: 'Whether groups below that of the entitlement count' }),
    affiliation: z.string().optional(),
    assurance: z.url().optional().meta({ description: 'The least assurance' }),
    person: z.string().optional().meta({ description: 'The permanent identifier of one person' }),
  })
  .refine(
    ({ entitlement, affiliation, person }) => (entitlement ?? affiliation ?? person) !== undefined,
    'must ask for an entitlement, an affiliation or a person',
  );

export type RoleRule = z.output<typeof roleRule>;
type Claimant = Pick<Login, 'issuerId' | 'subject' | 'trusted'>;

/** They open functions of the portal alone: data, plans and accounts are for each facility to decide. */
export function federationRolesOf(person: Claimant, rules: RoleRule[], log: Logger): string[] {
  return [...new Set(rules.filter((rule) => holds(rule, person, log)).map(({ role }) => role))];
}

/** A rule that cannot be judged gives no right. */
function holds(rule: RoleRule, person: Claimant, log: Logger): boolean {
  try {
    return (
      rule.issuer === person.issuerId &&
      (rule.person === undefined || rule.person === person.subject) &&
      (rule.affiliation === undefined || person.trusted.affiliation.includes(rule.affiliation)) &&
      (rule.assurance === undefined || hasAssurance(person.trusted.assurance, rule.assurance)) &&
      (rule.entitlement === undefined || isHeld(rule.entitlement, rule, person))
    );
  } catch (err) {
    log.error({ err, role: rule.role }, 'a rule could not be judged and gives no right');
    return false;
  }
}

function isHeld(asked: string, { subgroups }: RoleRule, { trusted }: Claimant): boolean {
  const wanted = parseEntitlement(asked);
  return trusted.entitlements.some((value) => {
    const held = parseEntitlement(value);
    return held !== undefined && wanted !== undefined && satisfies(held, wanted, { subgroups });
  });
}
