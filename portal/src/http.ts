import { facilityUnknown } from '@atrium/contract/errors';
import { createHttpServer, type HttpServer, serveContract } from '@atrium/server/http';
import cookie from '@fastify/cookie';
import type { Context, Router } from '@orpc/server';
import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Logins } from './account/logins.ts';
import type { Config } from './config.ts';
import { demandOwnPage } from './csrf.ts';
import type { Facilities } from './facilities/facilities.ts';
import type { RelayedCall } from './federation/relay.ts';
import type { SigningKeys } from './keys/signing-keys.ts';
import { createLimiter, type Limiter } from './limits.ts';
import { headersOfEveryAnswer } from './pages/headers.ts';
import type { PortalCall } from './portal-call.ts';
import { loginCookie } from './signin/cookies.ts';

/** The portal's door: what holds for every answer, whatever answers. */
export async function createDoor(config: Config, log: Logger) {
  const app = createHttpServer({
    log,
    closing: 'wait',
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    headers: headersOfEveryAnswer(config.publicUrl),
  });
  await app.register(cookie);
  const limit = await createLimiter(app, config);

  app.addHook('onSend', async (_, reply) => {
    if (reply.statusCode === 429) reply.header('retry-after', '60');
  });
  return { app, limit };
}

// biome-ignore lint/suspicious/noExplicitAny: a router of any contract, whose initial context is Call
type Routes<Call extends Context> = Router<any, Call>;

type Parts = {
  config: Config;
  logins: Logins;
  facilities: Facilities;
  limit: Limiter;
  keys: SigningKeys;
  portal: Routes<PortalCall>;
  relay: Routes<RelayedCall>;
};

/** What pages call: the portal's own contract, and below each facility the Common API. */
export function serveApi(app: HttpServer, { config, logins, facilities, limit, keys, portal, relay }: Parts): void {
  app.register(async (pages) => {
    // Before a byte of the body is read.
    pages.addHook('onRequest', async (request) => demandOwnPage(request, config.publicUrl));
    serveContract(pages, portal, { prefix: '/api', contextOf: callOf });
    serveContract<RelayedCall>(pages, relay, {
      prefix: '/api/f/:facility/v1',
      contextOf: async (request) => ({ ...(await callOf(request)), entry: entryOf(request) }),
    });
  });

  app.get('/.well-known/jwks.json', (_, reply) => reply.header('cache-control', 'public, max-age=600').send(keys.jwks));

  function entryOf({ params }: FastifyRequest) {
    const { facility } = params as { facility: string };
    const entry = facilities.find(facility);
    if (!entry) throw facilityUnknown({ facility });
    return entry;
  }

  async function callOf(request: FastifyRequest): Promise<PortalCall> {
    const login = await logins.find(request.cookies[loginCookie]);
    if (!login) await limit.anonymous(request);
    return { login, traceId: request.id, isBackground: request.headers['x-atrium'] === 'background' };
  }
}
