import type { Facility } from '@atrium/contract/portal/federation';
import type { FacilityDescription } from '@atrium/contract/v1/facility';
import type { Messages } from '../messages/en.ts';
import type { SignName } from '../signs/sign.tsx';

export type FacilityState = 'working' | 'part' | 'down' | 'silent' | 'asking';

/** How a facility is: silence is the portal's to know, the rest it says itself. */
export function facilityState({ silentSince }: Facility, said: FacilityDescription | undefined): FacilityState {
  if (silentSince) return 'silent';
  if (!said) return 'asking';
  if (said.health.status === 'ok') return 'working';
  return said.health.status === 'down' ? 'down' : 'part';
}

export const signOfFacility: Record<FacilityState, SignName> = {
  working: 'free',
  part: 'slow',
  down: 'silent',
  silent: 'silent',
  asking: 'queued',
};

/** `neutron source: data, compute` */
export function offersOf({ capabilities }: FacilityDescription, { facilities }: Messages): string[] {
  return (['catalogue', 'compute', 'storage', 'publish'] as const)
    .filter((one) => capabilities[one])
    .map((one) => facilities.capabilities[one]);
}
