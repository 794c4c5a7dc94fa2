import { decodeJwt, errors, jwtVerify } from 'jose';
import * as z from 'zod';
import type { Issuer, Issuers } from './issuers.ts';

const longestBytes = 8 * 1024;
const longestLifetimeSeconds = 120;
const oldestSeconds = 180;
const clockToleranceSeconds = 30;
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

const printable = z.string().regex(/^[\x20-\x7e]{1,255}$/);

const claims = z
  .looseObject({
    iss: z.string(),
    aud: z.union([z.string(), z.tuple([z.string()])]),
    iat: z.number(),
    exp: z.number(),
    jti: printable,
    events: z.object({ [logoutEvent]: z.strictObject({}) }),
    sub: printable.optional(),
    sid: printable.optional(),
  })
  .refine((all) => !Object.hasOwn(all, 'nonce'), 'has a nonce, as an ID token has')
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined, 'names nobody');

export type LogoutToken = z.output<typeof claims>;

/** Thrown with what is wrong, for the issuer and the log. */
export class LogoutTokenRefused extends Error {}

/**
 * Verifies a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6). Its own word chooses the issuer by whose keys
 * it is judged, and nothing else.
 * @throws LogoutTokenRefused
 */
export async function verifyLogoutToken(token: string, issuers: Issuers, now: Date): Promise<LogoutToken> {
  if (Buffer.byteLength(token) > longestBytes) throw new LogoutTokenRefused('it is too long');
  const issuer = issuerOf(token, issuers);
  const keys = await issuer.keys();
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: issuer.profile.issuer,
      audience: issuer.profile.clientId,
      algorithms: [issuer.profile.idTokenAlg],
      requiredClaims: ['iss', 'aud', 'iat', 'exp', 'jti', 'events'],
      maxTokenAge: oldestSeconds,
      clockTolerance: clockToleranceSeconds,
      currentDate: now,
    });
    demandType(protectedHeader.typ, issuer);
    const verified = claims.parse(payload);
    if (verified.exp - now.getTime() / 1000 > longestLifetimeSeconds + clockToleranceSeconds) {
      throw new LogoutTokenRefused('it lives too long');
    }
    return verified;
  } catch (cause) {
    if (cause instanceof errors.JOSEError || cause instanceof z.ZodError) {
      throw new LogoutTokenRefused('it cannot be verified', { cause });
    }
    throw cause;
  }
}

/** An ID token, an access token and a logout token are signed by one key: only the type tells them apart. */
function demandType(typ: string | undefined, { profile }: Issuer): void {
  const isLogout = typ?.toLowerCase().replace(/^application\//, '') === 'logout+jwt';
  const isUntyped = typ === undefined || typ.toUpperCase() === 'JWT';
  if (isLogout || (profile.logoutTokenTyp === 'optional' && isUntyped)) return;
  throw new LogoutTokenRefused('it is no logout token');
}

function issuerOf(token: string, issuers: Issuers): Issuer {
  let said: unknown;
  try {
    said = decodeJwt(token).iss;
  } catch (cause) {
    throw new LogoutTokenRefused('it cannot be read', { cause });
  }
  const issuer = [...issuers.values()].find(({ profile }) => profile.issuer === said);
  if (!issuer) throw new LogoutTokenRefused('its issuer is not known');
  return issuer;
}
