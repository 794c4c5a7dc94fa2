import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import { mintSecret } from '@atrium/server/ids';
import { type JWTPayload, SignJWT } from 'jose';
import type { Logger } from 'pino';
import type { Login } from '../account/login.ts';
import type { Facilities } from '../facilities/facilities.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { claimsFor, type LeftOut } from './token-claims.ts';

const lifetimeSeconds = 300;
/** Of what has been told once, so much is remembered. */
const mostTold = 10_000;

type Parts = { keys: SigningKeys; publicUrl: string; facilities: Facilities; clock: () => Date; log: Logger };

/**
 * Tokens for connectors (RFC 9068): one for each call, for one connector, for five minutes at most. What a person
 * showed to the portal is never passed on.
 */
export function createTokens({ keys, publicUrl, facilities, clock, log }: Parts) {
  const told = new Set<string>();

  function forPerson(login: Login, entry: FacilityEntry): Promise<string> {
    const { sent, leftOut } = claimsFor(login.trusted, entry);
    if (leftOut.length > 0) tell(login, entry, leftOut);
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
      ...sent,
    });
  }

  /** Once for each login and facility; the person sees it on the account page. */
  function tell({ id: login }: Login, { id: facility }: FacilityEntry, leftOut: LeftOut[]): void {
    const key = `${login} ${facility}`;
    if (told.has(key)) return;
    if (told.size >= mostTold) told.clear();
    told.add(key);
    const counts = Object.fromEntries(leftOut.map(({ claim, values }) => [claim, values.length]));
    log.warn({ login, facility, leftOut: counts }, 'claims do not fit into a token and count for nothing there');
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

function secondsOf(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
