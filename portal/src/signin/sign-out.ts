import { crossSite, inputInvalid } from '@atrium/contract/errors';
import type { HttpServer } from '@atrium/server/http';
import * as client from 'openid-client';
import type { Logger } from 'pino';
import * as z from 'zod';
import type { Login } from '../account/login.ts';
import type { Logins } from '../account/logins.ts';
import { isFromOurs } from '../csrf.ts';
import type { Seal } from '../keys/seal.ts';
import type { Limiter } from '../limits.ts';
import { reasonOf } from '../reason.ts';
import type { BackChannel } from './back-channel.ts';
import { clearCookie, loginCookie } from './cookies.ts';
import type { Issuers } from './issuers.ts';
import { LogoutTokenRefused } from './logout-token.ts';

type Parts = {
  logins: Logins;
  issuers: Issuers;
  backChannel: BackChannel;
  seal: Seal;
  publicUrl: string;
  limit: Limiter;
  log: Logger;
};

const longestFormBytes = 16 * 1024;

/** The two ends of a login that are forms: of the person's own page, and of the issuer. No other route reads forms. */
export function serveSignOut(app: HttpServer, parts: Parts): void {
  const { logins, backChannel, publicUrl, limit, log } = parts;

  app.register(async (forms) => {
    forms.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: longestFormBytes },
      (_, body, done) => done(null, new URLSearchParams(String(body))),
    );

    forms.post('/sign-out', async (request, reply) => {
      if (!isFromOurs(request.headers, publicUrl)) throw crossSite();
      const login = await logins.find(request.cookies[loginCookie]);
      clearCookie(reply, loginCookie);
      if (!login) return reply.redirect(`${publicUrl}/signed-out`, 303);
      await logins.end((row) => row('id', '=', login.id), 'signed-out');
      return reply.redirect(await leave(login, parts), 303);
    });

    forms.post('/back-channel-logout', async (request, reply) => {
      await limit.backChannel(request);
      const [token, ...more] = request.body instanceof URLSearchParams ? request.body.getAll('logout_token') : [];
      if (token === undefined || more.length > 0) throw notOne('there must be one');
      try {
        await backChannel.end(token, (issuer) => limit.logoutsOf(request, issuer));
      } catch (error) {
        if (!(error instanceof LogoutTokenRefused)) throw error;
        log.warn({ reason: reasonOf(error) }, 'a logout token was refused');
        throw notOne(error.message);
      }
      return reply.status(200).send();
    });
  });
}

/** The login is gone by now. What the issuer still has of it is revoked, and the browser goes there to sign out. */
async function leave(login: Login, { issuers, seal, publicUrl, log }: Parts): Promise<string> {
  const here = `${publicUrl}/signed-out`;
  const issuer = issuers.get(login.issuerId);
  try {
    const configuration = await issuer?.configuration();
    if (!issuer || !configuration) return here;
    const { revocation_endpoint, end_session_endpoint } = configuration.serverMetadata();
    const refreshToken = login.refreshToken && seal.open(login.refreshToken, login.id);
    if (revocation_endpoint && refreshToken) await client.tokenRevocation(configuration, refreshToken);
    if (!z.url().safeParse(end_session_endpoint).success) return here;
    const idToken = login.idToken && seal.open(login.idToken, login.id);
    return client.buildEndSessionUrl(configuration, {
      post_logout_redirect_uri: here,
      ...(idToken ? { id_token_hint: idToken } : {}),
    }).href;
  } catch (err) {
    log.warn({ reason: reasonOf(err), login: login.id }, 'an issuer could not be told of a sign-out');
    return here;
  }
}

function notOne(message: string) {
  return inputInvalid({ issues: [{ path: 'logout_token', message }] });
}
