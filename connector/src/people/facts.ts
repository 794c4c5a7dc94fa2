import { type Entitlement, isTrusted, parseEntitlement } from '@atrium/server/claims/entitlement';

/** What the portal says of a person, already filtered by what it lets each identity provider say. */
export type Claims = { entitlements: string[]; affiliations: string[]; assurance: string[] };

/** In which namespaces, and on whose authority, a membership counts at this facility. */
export type Trust = { namespaces: string[]; authorities: string[] };

/** Facts about a person, on which this facility's rules are applied. They are no rights. */
export type Facts = {
  person: { idp: string; sub: string } | null;
  entitlements: Entitlement[];
  affiliations: string[];
  assurance: string[];
  /** Ids of the proposals in whose team the person is. */
  proposals: string[];
};

/** Nobody: only what is open to everybody is open here. */
export const nobody: Facts = { person: null, entitlements: [], affiliations: [], assurance: [], proposals: [] };

/** What does not parse, and what an authority says that is not trusted, counts for nothing. */
export function trustedEntitlements({ entitlements }: Claims, trust: Trust): Entitlement[] {
  return entitlements.flatMap((text) => {
    const held = parseEntitlement(text);
    return held && isTrusted(held, trust) ? [held] : [];
  });
}
