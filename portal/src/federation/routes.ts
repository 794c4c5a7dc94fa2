import { facilityUnknown } from '@atrium/contract/errors';
import type { Config } from '../config.ts';
import type { Facilities } from '../facilities/facilities.ts';
import { type PortalRoutes, signedIn } from '../portal-call.ts';
import type { createChanges } from './changes.ts';
import type { Instances } from './instances.ts';
import type { createLaunch } from './launch.ts';
import type { Streams } from './streams.ts';

type Parts = {
  routes: PortalRoutes;
  config: Config;
  facilities: Facilities;
  launch: ReturnType<typeof createLaunch>;
  instances: Instances;
  changes: ReturnType<typeof createChanges>;
  streams: Streams;
};

export function createFederationRoutes({ routes, config, facilities, launch, instances, changes, streams }: Parts) {
  return {
    federation: routes.federation.router({
      get: routes.federation.get.handler(() => {
        const { name, helpUrl, legalUrl, privacyUrl, supportEmail } = config;
        const issuers = config.issuers.map((issuer) => ({ id: issuer.id, name: issuer.name }));
        return {
          portal: { name, helpUrl, legalUrl, privacyUrl, supportEmail, issuers },
          facilities: facilities.present(),
        };
      }),
    }),

    launch: routes.launch.router({
      environments: routes.launch.environments.handler(({ input, context, signal }) =>
        launch.environments({ ...context, login: signedIn(context), signal }, input.data),
      ),
      dataset: routes.launch.dataset.handler(({ input, context, signal }) =>
        launch.dataset({ ...context, signal }, input.pid),
      ),
      datasets: routes.launch.datasets.handler(({ input, context, signal }) =>
        launch.datasets({ ...context, signal }, input.text),
      ),
    }),

    instances: routes.instances.router({
      list: routes.instances.list.handler(({ input, context, signal }) => {
        const login = signedIn(context);
        const entry = facilities.find(input.facility);
        if (!entry) throw facilityUnknown({ facility: input.facility });
        return instances.list(entry, input.over, { login, traceId: context.traceId, signal });
      }),
    }),

    changes: routes.changes.router({
      stream: routes.changes.stream.handler(({ context, signal, lastEventId }) => {
        const login = signedIn(context);
        return streams.carry(login, signal, async (until) =>
          changes.follow({ login, traceId: context.traceId, until }, lastEventId),
        );
      }),
    }),
  };
}
