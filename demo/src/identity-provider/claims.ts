import type { AccountClaims } from 'oidc-provider';
import type { Account } from './settings.ts';

/** Which claims come with which scope: the names of AARC and REFEDS, as research infrastructures give them. */
export const claimsOfScopes = {
  openid: ['sub'],
  profile: ['name', 'preferred_username', 'schac_home_organization'],
  email: ['email', 'email_verified'],
  voperson_id: ['voperson_id'],
  eduperson_entitlement: ['eduperson_entitlement'],
  eduperson_scoped_affiliation: ['eduperson_scoped_affiliation'],
  eduperson_assurance: ['eduperson_assurance'],
};

export function claimsOf(account: Account): AccountClaims {
  const { id, name, userName, email, organisation, entitlements, affiliations, assurance } = account;
  return {
    sub: id,
    voperson_id: id,
    name,
    preferred_username: userName,
    email,
    email_verified: true,
    ...(organisation && { schac_home_organization: organisation }),
    ...(entitlements.length > 0 && { eduperson_entitlement: entitlements }),
    ...(affiliations.length > 0 && { eduperson_scoped_affiliation: affiliations }),
    ...(assurance.length > 0 && { eduperson_assurance: assurance }),
  };
}
