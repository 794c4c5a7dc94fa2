import { isKnownAssurance } from '@atrium/server/claims/assurance';
import { isTrusted, parseEntitlement } from '@atrium/server/claims/entitlement';
import type { IssuerProfile } from './issuer-profile.ts';

/** Why a value that this issuer asserts counts for nothing; `undefined`: it counts. Shown to the person. */
export function entitlementProblem(value: string, profile: IssuerProfile): string | undefined {
  const entitlement = parseEntitlement(value);
  if (!entitlement) return 'It is not an entitlement as AARC-G069 or AARC-G027 writes it.';
  if (isTrusted(entitlement, profile)) return undefined;
  return 'This identity provider may not assert it: its namespace or its authority is not on the list.';
}

export function affiliationProblem(value: string, { affiliationScopes }: IssuerProfile): string | undefined {
  const at = value.lastIndexOf('@');
  if (at < 1 || !/^[\x21-\x7e]+$/.test(value)) return 'It is not an affiliation with a scope.';
  if (affiliationScopes.includes(value.slice(at + 1))) return undefined;
  return 'This identity provider may not assert it: its scope is not on the list.';
}

export function assuranceProblem(value: string): string | undefined {
  return isKnownAssurance(value) ? undefined : 'It is not a known value.';
}
