import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import type { Trusted } from '../account/login.ts';

/** A header of a request holds 16 KiB at the usual server: what is above is left out, and a right with it. */
const mostClaimBytes = 6000;

export type LeftOut = { claim: keyof Trusted; values: string[] };

/**
 * What a facility receives of what the issuer may assert, and what of it does not fit into a token. Facts, not rights:
 * the connector decides.
 */
export function claimsFor(trusted: Trusted, { receives }: Pick<FacilityEntry, 'receives'>) {
  let left = mostClaimBytes;
  const fits = (value: string) => {
    left -= value.length + 3;
    return left >= 0;
  };
  const sent: Partial<Trusted> = {};
  const leftOut: LeftOut[] = [];
  for (const claim of receives) {
    const { fitting = [], others = [] } = Object.groupBy(trusted[claim], (value) =>
      fits(value) ? 'fitting' : 'others',
    );
    sent[claim] = fitting;
    if (others.length > 0) leftOut.push({ claim, values: others });
  }
  return { sent, leftOut };
}
