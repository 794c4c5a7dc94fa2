import { type ViewerSession, viewer } from '@atrium/contract/viewer/api';
import { OpenAPIHandler } from '@orpc/openapi/node';
import { implement } from '@orpc/server';
import type { LiveGrant } from '../grants.ts';

type Context = {
  grant: LiveGrant;
  /** The gateway stops: what has no end of its own ends, and the page comes back to another. */
  stopping: AbortSignal;
};

/** What the page of a viewer may know: all of it lies here already, so the connector and the portal may be away. */
export function createSessionApi({ portalUrl }: { portalUrl: string }) {
  const { session, router } = implement(viewer).$context<Context>();

  return new OpenAPIHandler(
    router({
      session: {
        get: session.get.handler(({ context: { grant } }) => describe(grant)),
        follow: session.follow.handler(({ context: { grant, stopping }, signal }) =>
          follow(grant, AbortSignal.any(signal ? [signal, stopping] : [stopping])),
        ),
      },
    }),
  );

  function describe({ said }: LiveGrant): ViewerSession {
    const { instance, interface: opened, facility, role, ready, language, colourScheme } = said;
    const person = { name: said.person.name };
    const loginEndsAt = said.endsAt;
    return {
      instance,
      interface: opened,
      facility,
      person,
      role,
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
