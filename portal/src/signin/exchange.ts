import { decodeProtectedHeader } from 'jose';
import * as client from 'openid-client';
import * as z from 'zod';
import type { Received } from './claims.ts';
import type { Issuer } from './issuers.ts';

/** Which check a sign-in did not pass. Stands in the log and in the address of the page that says so. */
export type Step =
  | 'issuer'
  | 'parameters'
  | 'state'
  | 'browser'
  | 'used'
  | 'refused'
  | 'token'
  | 'id-token'
  | 'userinfo'
  | 'assurance';

/** Thrown inside the sign-in. `cause` is for the log alone. */
export class SignInFailure extends Error {
  readonly step: Step;
  /** Where the person wanted to go, when this browser has said so. */
  returnTo: string | undefined;
  constructor(step: Step, cause?: unknown) {
    super(`the sign-in failed at: ${step}`, { cause });
    this.step = step;
  }
}

const longestSkewSeconds = 600;

const printable = z.string().regex(/^[\x20-\x7e]{1,255}$/);

/** What the library leaves to us: an audience of us alone, nobody else as authorized party, a time that is near. */
const idTokenClaims = z.object({
  sub: printable,
  aud: z.union([z.string(), z.tuple([z.string()])]).transform((aud) => (typeof aud === 'string' ? aud : aud[0])),
  azp: z.string().optional(),
  iat: z.number(),
  sid: printable.optional(),
  acr: printable.optional().catch(undefined),
  auth_time: z.number().optional().catch(undefined),
});

export type Told = {
  issuerSubject: string;
  issuerSession: string | null;
  acr: string | null;
  authTime: Date | null;
  received: Received;
  refreshToken: string | undefined;
  idToken: string | undefined;
  expiresInSeconds: number | undefined;
};

type Answer = client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;

/** Redeems the code, and has every statement about the person verified (OpenID Connect Core 3.1.3.7 and 5.3.4). */
export async function redeem(
  issuer: Issuer,
  callback: URL,
  expected: { state: string; nonce: string; verifier: string },
  now: Date,
): Promise<Told> {
  const configuration = await at('issuer', issuer.configuration());
  const answer = await at(
    'token',
    client.authorizationCodeGrant(configuration, callback, {
      expectedState: expected.state,
      expectedNonce: expected.nonce,
      pkceCodeVerifier: expected.verifier,
      idTokenExpected: true,
    }),
  );
  return hear(issuer, configuration, answer, now);
}

/** As `redeem`, with a refresh token. The person must be the same. */
export async function renew(issuer: Issuer, refreshToken: string, issuerSubject: string, now: Date): Promise<Told> {
  const configuration = await issuer.configuration();
  const answer = await client.refreshTokenGrant(configuration, refreshToken);
  const claims = answer.claims();
  if (claims && claims.sub !== issuerSubject) throw new SignInFailure('id-token', 'the refresh is about somebody else');
  return hear(issuer, configuration, answer, now, issuerSubject);
}

async function hear(
  issuer: Issuer,
  configuration: client.Configuration,
  answer: Answer,
  now: Date,
  knownSubject?: string,
): Promise<Told> {
  const claims = answer.claims();
  const verified = claims && examine(claims, answer.id_token ?? '', issuer, now);
  const issuerSubject = verified?.sub ?? knownSubject;
  if (issuerSubject === undefined) throw new SignInFailure('id-token', 'there is none');
  const userInfo = await at('userinfo', client.fetchUserInfo(configuration, answer.access_token, issuerSubject));
  return {
    issuerSubject,
    issuerSession: verified?.sid ?? null,
    acr: verified?.acr ?? null,
    authTime: verified?.auth_time === undefined ? null : new Date(verified.auth_time * 1000),
    received: { ...claims, ...userInfo },
    refreshToken: answer.refresh_token,
    idToken: answer.id_token,
    expiresInSeconds: answer.expiresIn(),
  };
}

function examine(claims: client.IDToken, token: string, { profile }: Issuer, now: Date) {
  const parsed = idTokenClaims.safeParse(claims);
  if (!parsed.success) throw new SignInFailure('id-token', parsed.error);
  const { aud, azp = profile.clientId, iat } = parsed.data;
  const { typ = 'JWT' } = decodeProtectedHeader(token);
  const skew = Math.abs(now.getTime() / 1000 - iat);
  if (aud !== profile.clientId) throw new SignInFailure('id-token', 'it is for somebody else too');
  if (azp !== profile.clientId) throw new SignInFailure('id-token', 'its authorized party is somebody else');
  if (typ.toUpperCase() !== 'JWT') throw new SignInFailure('id-token', `it is of type ${typ}`);
  if (skew > longestSkewSeconds) throw new SignInFailure('id-token', `it is ${Math.round(skew)} s away in time`);
  return parsed.data;
}

async function at<Result>(step: Step, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw new SignInFailure(step, cause);
  }
}
