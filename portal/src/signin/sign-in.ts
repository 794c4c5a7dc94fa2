import { hasAssurance } from '@atrium/server/claims/assurance';
import * as client from 'openid-client';
import type { Logger } from 'pino';
import type { Login } from '../account/login.ts';
import type { Logins, LoginTokens } from '../account/logins.ts';
import type { Seal } from '../keys/seal.ts';
import type { Attempt, Attempts } from './attempts.ts';
import { identify, judge } from './claims.ts';
import { redeem, SignInFailure, type Told } from './exchange.ts';
import type { Issuer, Issuers } from './issuers.ts';
import { refreshDueAt } from './refresh.ts';

type Parts = {
  attempts: Attempts;
  issuers: Issuers;
  logins: Logins;
  seal: Seal;
  publicUrl: string;
  clock: () => Date;
  log: Logger;
};
type Cookies = Record<string, string | undefined>;
type Returning = {
  query: URLSearchParams;
  cookies: Cookies;
  /** Who is signed in in this browser already. */
  login: Login | undefined;
  browser: string;
};

export const callbackPath = '/sign-in/callback';

/** A sign-in from its beginning to a login (OpenID Connect, code flow), check by check. */
export function createSignIn({ attempts, issuers, logins, seal, publicUrl, clock, log }: Parts) {
  /** Where the browser goes, and the cookies by which it is known when it comes back. */
  async function begin(issuerId: string | undefined, returnTo: string, cookies: Cookies) {
    const issuer = issuerId === undefined ? issuers.values().next().value : issuers.get(issuerId);
    if (!issuer) throw new SignInFailure('issuer', `there is no issuer ${issuerId}`);
    const configuration = await issuer.configuration().catch((cause: unknown) => {
      throw new SignInFailure('issuer', cause);
    });
    const surplus = await attempts.surplusOf(cookies);
    const { attempt, state, cookie } = await attempts.begin(issuer.profile.id, returnTo);
    const location = client.buildAuthorizationUrl(configuration, {
      ...issuer.profile.parameters,
      redirect_uri: publicUrl + callbackPath,
      scope: issuer.profile.scopes.join(' '),
      state,
      nonce: attempt.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    });
    return { location: location.href, cookie, surplus };
  }

  /** @throws SignInFailure at the first check that is not passed; the attempt is then used up. */
  async function complete(returning: Returning) {
    const attempt = await recognise(returning);
    // Too late for this attempt, but not for the person: the issuer knows who it is by now, so it is a short way.
    if (clock() >= attempt.expiresAt && attempt.usedAt === null) return { tooLate: attempt };
    if (!attempts.isOfBrowser(attempt, returning.cookies)) throw new SignInFailure('browser');
    try {
      if (!(await attempts.use(attempt))) throw new SignInFailure('used');
      const told = await hear(attempt, returning.query);
      const begun = await beginLogin(attempt, told, returning);
      await attempts.forget([attempt.id]);
      return { ...begun, returnTo: attempt.returnTo, usedCookie: attempts.cookieNameOf(attempt.id) };
    } catch (error) {
      if (error instanceof SignInFailure) error.returnTo = attempt.returnTo;
      throw error;
    }
  }

  async function recognise({ query }: Returning): Promise<Attempt> {
    const names = [...query.keys()];
    if (new Set(names).size < names.length) throw new SignInFailure('parameters', 'one is there twice');
    const state = query.get('state');
    const attempt = state ? await attempts.find(state) : undefined;
    if (!attempt) throw new SignInFailure('state');
    return attempt;
  }

  async function hear({ issuerId, nonce, verifier }: Attempt, query: URLSearchParams): Promise<Told> {
    const issuer = issuers.get(issuerId);
    if (!issuer) throw new SignInFailure('issuer', 'it is gone from the settings');
    demandIssuer(issuer, query.get('iss'));
    if (query.has('error')) throw new SignInFailure('refused', query.get('error'));
    // Its address is the configured one, whatever the request was sent to.
    const callback = new URL(`${publicUrl}${callbackPath}?${query}`);
    return redeem(issuer, callback, { state: query.get('state') ?? '', nonce, verifier }, clock());
  }

  async function beginLogin({ issuerId }: Attempt, told: Told, { login, browser }: Returning) {
    const { profile } = issuers.get(issuerId) as Issuer;
    const judged = judge(told.received, profile);
    if (profile.minAssurance && !hasAssurance(judged.trusted.assurance, profile.minAssurance)) {
      throw new SignInFailure('assurance');
    }
    noteIgnored(judged.ignored.length, profile.issuer);
    const { issuerSubject, issuerSession, acr, authTime } = told;
    const person = {
      issuerId,
      issuer: profile.issuer,
      ...identify(told.received, profile, issuerSubject),
      issuerSubject,
      issuerSession,
      acr,
      authTime,
      browser,
      ...judged,
    };
    return logins.begin(person, login, (id) => sealed(told, profile.idTokenHint, id));
  }

  function sealed({ refreshToken, idToken, expiresInSeconds }: Told, keepIdToken: boolean, id: string): LoginTokens {
    return {
      refreshToken: refreshToken === undefined ? null : seal.seal(refreshToken, id),
      idToken: keepIdToken && idToken !== undefined ? seal.seal(idToken, id) : null,
      refreshDueAt: refreshToken === undefined ? null : refreshDueAt(clock(), expiresInSeconds),
    };
  }

  function noteIgnored(count: number, issuer: string): void {
    if (count > 0) log.info({ issuer, count }, 'claims that this issuer may not assert, or that do not parse');
  }

  return { begin, complete };
}

export type SignIn = ReturnType<typeof createSignIn>;

/** RFC 9207: an answer names who gives it, so that one issuer cannot have the code of another redeemed. */
function demandIssuer({ profile }: Issuer, said: string | null): void {
  const isRight = said === null ? !profile.requireIss : said === profile.issuer;
  if (!isRight) throw new SignInFailure('issuer', `the answer is of ${said}`);
}
