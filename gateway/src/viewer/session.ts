import { randomBytes } from 'node:crypto';
import { encodeError, toCatalogueError } from '@atrium/contract/error-body';
import { connectorUnreachable, malformedRequest } from '@atrium/contract/errors';
import type { GatewayClient } from '@atrium/contract/gateway/client';
import { type ViewerSession, viewer } from '@atrium/contract/viewer/api';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { implement, ORPCError } from '@orpc/server';
import type { StandardHandleResult } from '@orpc/server/standard';
import type { LiveGrant } from '../grants.ts';

type Context = {
  grant: LiveGrant;
  /** The gateway stops: what has no end of its own ends, and the page comes back to another. */
  stopping: AbortSignal;
};

type Parts = { portalUrl: string; connector: Pick<GatewayClient, 'control'> };

/**
 * What the page of a viewer may know: all of it lies here already, so the connector and the portal may be away. Who has
 * keyboard and pointer, the connector decides.
 */
export function createSessionApi({ portalUrl, connector }: Parts) {
  const { session, router } = implement(viewer).$context<Context>();

  return new OpenAPIHandler(
    router({
      session: {
        get: session.get.handler(({ context: { grant } }) => describe(grant)),
        follow: session.follow.handler(({ context: { grant, stopping }, signal }) =>
          follow(grant, AbortSignal.any(signal ? [signal, stopping] : [stopping])),
        ),
        control: session.control.handler(async ({ input, context: { grant } }) => {
          await connector.control({ id: grant.said.id, ...input }).catch((error: unknown) => {
            throw isRefusal(error) ? error : connectorUnreachable(error);
          });
          return {};
        }),
      },
    }),
    { interceptors: [refuseAsWeDo] },
  );

  function describe({ said }: LiveGrant): ViewerSession {
    const { instance, interface: opened, facility, role, drives, people, ready, language, colourScheme } = said;
    const loginEndsAt = said.endsAt;
    return {
      instance,
      interface: opened,
      facility,
      person: said.person,
      role,
      drives,
      people,
      ready,
      loginEndsAt,
      portalUrl,
      language,
      colourScheme,
    };
  }

  async function* follow(grant: LiveGrant, signal: AbortSignal) {
    let bell = Promise.withResolvers<void>();
    const ring = () => bell.resolve();
    grant.onChange.add(ring);
    signal.addEventListener('abort', ring);
    try {
      while (!signal.aborted) {
        bell = Promise.withResolvers();
        yield describe(grant);
        await bell.promise;
      }
    } finally {
      grant.onChange.delete(ring);
    }
  }
}

/** In the one shape of all our errors, which oRPC's own do not have. */
async function refuseAsWeDo({ next }: { next: () => Promise<StandardHandleResult> }): Promise<StandardHandleResult> {
  try {
    return await next();
  } catch (thrown) {
    // Of a body that is no JSON, oRPC throws what JSON.parse did.
    const error = toCatalogueError(thrown instanceof SyntaxError ? malformedRequest() : thrown);
    const body = encodeError(error, randomBytes(16).toString('hex'));
    return { matched: true, response: { status: error.status, headers: {}, body } };
  }
}

/** The person is refused; anything else is trouble between us and the connector. */
function isRefusal(error: unknown): boolean {
  return error instanceof ORPCError && refusals.has(error.code);
}

const refusals = new Set<string>(Object.keys(viewer.session.control['~orpc'].errorMap));
