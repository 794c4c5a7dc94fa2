import { tooManyRequests } from '@atrium/contract/errors';
import type { HttpServer } from '@atrium/server/http';
import rateLimit from '@fastify/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { Config } from './config.ts';

const minute = 60_000;

export type Limiter = Awaited<ReturnType<typeof createLimiter>>;

/** How often somebody who is not signed in may ask, by address. Each kind is counted apart. */
export async function createLimiter(app: HttpServer, { limits }: Config) {
  await app.register(rateLimit, { global: false });

  function limiter(kind: string, max: number, keyOf: (request: FastifyRequest) => string = ({ ip }) => ip) {
    return app.createRateLimit({ max, timeWindow: minute, keyGenerator: (request) => `${kind} ${keyOf(request)}` });
  }

  async function demand(check: ReturnType<typeof limiter>, request: FastifyRequest): Promise<void> {
    const verdict = await check(request);
    if (!verdict.isAllowed && verdict.isExceeded) throw tooManyRequests();
  }

  const anonymous = limiter('anonymous', limits.anonymousCallsPerMinute);
  const signIns = limiter('sign-in', limits.signInsPerMinute);
  const backChannel = limiter('back-channel', limits.logoutsPerMinute);
  const reports = limiter('report', 20);
  const ofIssuers = new Map<string, ReturnType<typeof limiter>>();

  return {
    anonymous: (request: FastifyRequest) => demand(anonymous, request),
    signIns: (request: FastifyRequest) => demand(signIns, request),
    backChannel: (request: FastifyRequest) => demand(backChannel, request),
    reports: (request: FastifyRequest) => demand(reports, request),
    /** `issuer`: one whose signature was verified. */
    logoutsOf: (request: FastifyRequest, issuer: string) => {
      const check = ofIssuers.get(issuer) ?? limiter('logout', limits.logoutsPerMinute, () => issuer);
      ofIssuers.set(issuer, check);
      return demand(check, request);
    },
  };
}
