import type { RulesFile } from '@atrium/connector/files';
import type { facilityKinds } from '@atrium/contract/v1/facility';
import type { Measurement } from '../data/measurement.ts';
import { entitlement, issuer } from './people.ts';

/** One facility of the demo: who it is, what it offers, and by which rules. Its name is invented. */
export type DemoFacility = {
  id: string;
  name: string;
  kind: (typeof facilityKinds)[number];
  description: string;
  accent: string;
  contact: string;
  accessUrl: string | null;
  timeZone: string;
  /** Names of files in the product's directory of environments. */
  environments: string[];
  rules: RulesFile;
  limits: { instances: number; cores: number; memoryBytes: number };
  measurements: Measurement[];
  /** Who is in the team of a proposal, by the name that they sign in with. */
  teams: Record<string, string[]>;
};

export const gibibyte = 2 ** 30;
const hour = 3600;

export const everybody = [{ everybody: true as const }];
export const inAnyProposal = [{ proposal: 'any' }];

const flavours: RulesFile['flavours'] = {
  small: { cores: 1, memoryBytes: 2 * gibibyte, diskBytes: 4 * gibibyte, maxLifetimeSeconds: 8 * hour },
  medium: { cores: 2, memoryBytes: 4 * gibibyte, diskBytes: 8 * gibibyte, maxLifetimeSeconds: 24 * hour },
  large: { cores: 4, memoryBytes: 8 * gibibyte, diskBytes: 16 * gibibyte, maxLifetimeSeconds: 72 * hour },
};

/** What the facilities' rules have in common: whom they trust, and what the roles of the demo's people open. */
export function rulesWith(plans: RulesFile['plans'], accounts: RulesFile['accounts'], facility: string): RulesFile {
  return {
    trust: { namespaces: issuer.namespaces, authorities: issuer.authorities },
    flavours,
    plans,
    accounts,
    rights: [
      { right: 'user', when: everybody },
      { right: 'instrument-responsible', when: [{ entitlement: entitlement(facility, 'instrument-responsible') }] },
      { right: 'support', when: [{ entitlement: entitlement('atrium', 'support') }] },
      { right: 'facility-admin', when: [{ entitlement: entitlement(facility, 'facility-admin') }] },
    ],
  };
}
