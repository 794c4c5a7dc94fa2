import { requestForbidden, signInFailed } from '@atrium/contract/errors';
import { signInFailedPage } from '@atrium/contract/portal/pages';
import type { HttpServer } from '@atrium/server/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { browserOf } from '../account/browser.ts';
import type { Logins } from '../account/logins.ts';
import type { Limiter } from '../limits.ts';
import { inWords, reasonOf } from '../reason.ts';
import { attemptSeconds } from './attempts.ts';
import { clearCookie, giveCookie, loginCookie } from './cookies.ts';
import { SignInFailure } from './exchange.ts';
import { returnAddress } from './redirect.ts';
import { callbackPath, type SignIn } from './sign-in.ts';

type Parts = { signIn: SignIn; logins: Logins; publicUrl: string; limit: Limiter };

export function serveSignIn(app: HttpServer, { signIn, logins, publicUrl, limit }: Parts): void {
  // No HEAD: either would begin or use up an attempt that nobody sees.
  const options = { exposeHeadRoute: false };

  app.get<{ Querystring: Record<string, unknown> }>('/sign-in', options, async (request, reply) => {
    demandNavigation(request);
    await limit.signIns(request);
    const { returnTo, issuer } = request.query;
    const address = returnAddress(returnTo, publicUrl);
    try {
      const issuerId = typeof issuer === 'string' ? issuer : undefined;
      const { location, cookie, surplus } = await signIn.begin(issuerId, address, request.cookies);
      for (const name of surplus) clearCookie(reply, name);
      giveCookie(reply, cookie.name, cookie.value, attemptSeconds);
      return reply.redirect(location, 303);
    } catch (error) {
      return fail(error, request, reply, address);
    }
  });

  app.get(callbackPath, options, async (request, reply) => {
    await limit.signIns(request);
    const query = new URL(request.url, publicUrl).searchParams;
    try {
      const done = await signIn.complete({
        query,
        cookies: request.cookies,
        login: await logins.find(request.cookies[loginCookie]),
        browser: browserOf(request.headers['user-agent']),
      });
      if (done.tooLate) {
        const again = new URLSearchParams({
          returnTo: done.tooLate.returnTo.slice(publicUrl.length),
          issuer: done.tooLate.issuerId,
        });
        return reply.redirect(`${publicUrl}/sign-in?${again}`, 303);
      }
      clearCookie(reply, done.usedCookie);
      giveCookie(reply, loginCookie, done.secret);
      return reply.redirect(done.returnTo, 303);
    } catch (error) {
      return fail(error, request, reply);
    }
  });

  /** A person is shown a page; a program gets the refusal itself. */
  function fail(error: unknown, request: FastifyRequest, reply: FastifyReply, address?: string) {
    if (!(error instanceof SignInFailure)) throw error;
    const { step, returnTo: wanted = address } = error;
    if (!request.headers.accept?.includes('text/html')) throw signInFailed({ step }, inWords(error));
    request.log.info({ step, reason: reasonOf(error) }, 'a sign-in failed');
    const returnTo = wanted?.slice(publicUrl.length);
    const query = new URLSearchParams({ step, trace: request.id, ...(returnTo === undefined ? {} : { returnTo }) });
    return reply.redirect(`${publicUrl}${signInFailedPage}?${query}`, 303);
  }
}

/** A sign-in is begun by a person who goes there, never by something in a page or by a browser that looks ahead. */
function demandNavigation({ headers }: FastifyRequest): void {
  const mode = headers['sec-fetch-mode'];
  const purpose = `${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''}`;
  if ((mode !== undefined && mode !== 'navigate') || purpose.includes('prefetch')) throw requestForbidden();
}
