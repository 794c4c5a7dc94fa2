import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import { mintSecret } from '@atrium/server/ids';
import { type JWTPayload, SignJWT } from 'jose';
import type { Login, Trusted } from '../account/login.ts';
import type { Facilities } from '../facilities/facilities.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';

const lifetimeSeconds = 300;
/** A header of a request holds 16 KiB at the usual server: what is above is left out, and a right with it. */
const mostClaimBytes = 6000;

type Parts = { keys: SigningKeys; publicUrl: string; facilities: Facilities; clock: () => Date };

/**
 * Tokens for connectors (RFC 9068): one for each call, for one connector, for five minutes at most. What a person
 * showed to the portal is never passed on.
 */
export function createTokens({ keys, publicUrl, facilities, clock }: Parts) {
  function forPerson(login: Login, entry: FacilityEntry): Promise<string> {
    return sign(entry, login.endsAt, {
      scope: 'person',
      sub: login.subject,
      idp: login.issuer,
      name: login.name,
      ...(login.organisation === null ? {} : { org: login.organisation }),
      sid: login.id,
      login_exp: secondsOf(login.endsAt),
      ...(login.acr === null ? {} : { acr: login.acr }),
      ...(login.authTime === null ? {} : { auth_time: secondsOf(login.authTime) }),
      act: { sub: publicUrl },
      ...claimsFor(login.trusted, entry),
    });
  }

  /** The portal for itself: it can never carry a person. */
  function forMachine(entry: FacilityEntry): Promise<string> {
    return sign(entry, undefined, { scope: 'machine', sub: publicUrl });
  }

  function sign({ id, audience }: FacilityEntry, notBeyond: Date | undefined, claims: JWTPayload): Promise<string> {
    if (facilities.find(id)?.audience !== audience)
      throw new Error(`${audience} is not an audience of this federation`);
    const now = secondsOf(clock());
    const end = now + lifetimeSeconds;
    return new SignJWT({
      ...claims,
      iss: publicUrl,
      aud: audience,
      client_id: publicUrl,
      iat: now,
      exp: notBeyond ? Math.min(end, secondsOf(notBeyond)) : end,
      jti: mintSecret(),
    })
      .setProtectedHeader({ typ: 'at+jwt', alg: 'ES256', kid: keys.kid })
      .sign(keys.privateKey);
  }

  return { forPerson, forMachine };
}

export type Tokens = ReturnType<typeof createTokens>;

/** What the facility receives of what the issuer may assert. Facts, not rights: the connector decides. */
function claimsFor(trusted: Trusted, { receives }: FacilityEntry): Partial<Trusted> {
  let left = mostClaimBytes;
  const fitting = (values: string[]) =>
    values.filter((value) => {
      left -= value.length + 3;
      return left >= 0;
    });
  return Object.fromEntries(receives.map((claim) => [claim, fitting(trusted[claim])]));
}

function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
