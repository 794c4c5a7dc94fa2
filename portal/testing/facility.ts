import { notOffered } from '@atrium/contract/errors';
import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import { api } from '@atrium/contract/v1/api';
import type { FacilityDescription } from '@atrium/contract/v1/facility';
import { createHttpServer, serveContract } from '@atrium/server/http';
import { silent } from '@atrium/server/testing/database';
import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract';
import { implement, type Procedure } from '@orpc/server';
import type { FastifyRequest } from 'fastify';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { onTestFinished } from 'vitest';
import { createFeed } from './feed.ts';
import type { OnEnd } from './portal.ts';

type Asked = {
  operation: string;
  input: unknown;
  claims: JWTPayload | undefined;
  headers: FastifyRequest['headers'];
  lastEventId?: string;
  signal?: AbortSignal;
};
type Answers = Record<string, (asked: Asked) => unknown>;
type Call = { claims: JWTPayload | undefined; headers: FastifyRequest['headers'] };
// biome-ignore lint/suspicious/noExplicitAny: of any operation of the contract
type AnyProcedure = Procedure<Call, any, any, any, any, any>;
type Routes = { [name: string]: AnyProcedure | Routes };

/**
 * A facility over the real contract and a real socket. It verifies the portal's tokens, answers what a test has it
 * answer, and offers nothing else.
 */
export async function startFacility(portalUrl: string, id = 'lumen', onEnd: OnEnd = onTestFinished) {
  const asked: Asked[] = [];
  const feed = createFeed();
  const answers: Answers = {
    'facility.get': () => describe(id),
    'events.stream': ({ lastEventId, signal }) => feed.follow(lastEventId, signal),
    'access.endLogin': () => ({ ended: 0 }),
    'access.logins': () => ({ logins: [] }),
  };
  const keys = createRemoteJWKSet(new URL(`${portalUrl}/.well-known/jwks.json`));
  const app = createHttpServer({ log: silent });
  serveContract<Call>(app, routesOf(api, []), {
    prefix: '/v1',
    contextOf: async ({ headers }) => ({ claims: await verify(headers.authorization), headers }),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  onEnd(() => app.close());

  async function verify(authorization: string | undefined): Promise<JWTPayload | undefined> {
    if (authorization === undefined) return undefined;
    const { payload } = await jwtVerify(authorization.replace('Bearer ', ''), keys, {
      issuer: portalUrl,
      audience: audienceOf(id),
      typ: 'at+jwt',
      algorithms: ['ES256'],
      requiredClaims: ['sub', 'iat', 'exp', 'jti', 'scope'],
    });
    return payload;
  }

  function routesOf(contract: object, path: string[]): Routes {
    return Object.fromEntries(
      Object.entries(contract).map(([name, below]): [string, AnyProcedure | Routes] => {
        const operation = [...path, name];
        return [name, isContractProcedure(below) ? answered(below, operation.join('.')) : routesOf(below, operation)];
      }),
    );
  }

  function answered(contract: AnyContractProcedure, operation: string): AnyProcedure {
    return implement(contract)
      .$context<Call>()
      .handler(({ input, context, lastEventId, signal }) => {
        const one: Asked = { operation, input, ...context };
        if (lastEventId !== undefined) one.lastEventId = lastEventId;
        if (signal) one.signal = signal;
        asked.push(one);
        const answer = answers[operation];
        if (!answer) throw notOffered();
        return answer(one);
      }) as AnyProcedure;
  }

  return {
    url,
    entry: entryOf(id, url),
    answers,
    asked,
    askedFor: (operation: string) => asked.filter((one) => one.operation === operation),
    tell: feed.tell,
    openStreams: feed.openStreams,
    cutStreams: () => app.server.closeAllConnections(),
    stop: () => app.close(),
  };
}

function audienceOf(id: string): string {
  return `https://connector.${id}.example`;
}

export function entryOf(id: string, connectorUrl: string): FacilityEntry {
  return {
    id,
    name: id.replace(/^./, (letter) => letter.toUpperCase()),
    kind: 'neutron-source',
    accent: '#0b6b6e',
    connectorUrl,
    audience: audienceOf(id),
    appsUrl: `http://${id}.localhost:7421`,
    contact: `help@${id}.example`,
    accessUrl: null,
    receives: ['entitlements', 'affiliation', 'assurance'],
  };
}

export function describe(id: string): FacilityDescription {
  return {
    id,
    name: id.replace(/^./, (letter) => letter.toUpperCase()),
    kind: 'neutron-source',
    description: 'Neutrons for everybody.',
    accent: '#0b6b6e',
    contact: `help@${id}.example`,
    accessUrl: `https://${id}.example/proposals`,
    timeZone: 'Europe/Paris',
    version: '0.1.0',
    capabilities: { compute: true, catalogue: true, storage: false, publish: false },
    announcements: [],
    health: { status: 'ok', problems: [] },
  };
}
