import { createAccessRoutes } from './access/routes.ts';
import { createDatasetRoutes } from './catalogue/routes.ts';
import { createEnvironmentRoutes } from './environments/routes.ts';
import { createFacilityRoutes } from './facility/routes.ts';
import { createEventRoutes, createInstanceRoutes } from './instances/routes.ts';
import { createMemberRoutes } from './members/routes.ts';
import { forEverybody } from './people/callers.ts';
import { createMeRoutes } from './people/routes.ts';
import { createUsageRoutes } from './usage/routes.ts';

type Parts = Parameters<typeof createFacilityRoutes>[0] &
  Parameters<typeof createMeRoutes>[0] &
  Parameters<typeof createDatasetRoutes>[0] &
  Parameters<typeof createEnvironmentRoutes>[0] &
  Parameters<typeof createInstanceRoutes>[0] &
  Parameters<typeof createMemberRoutes>[0] &
  Parameters<typeof createAccessRoutes>[0];

/** The Common API, noun by noun. */
export function createRoutes(parts: Parts) {
  return forEverybody.router({
    facility: createFacilityRoutes(parts),
    me: createMeRoutes(parts),
    datasets: createDatasetRoutes(parts),
    ...createEnvironmentRoutes(parts),
    instances: createInstanceRoutes(parts),
    members: createMemberRoutes(parts),
    access: createAccessRoutes(parts),
    events: createEventRoutes(parts),
    usage: createUsageRoutes(parts),
  });
}
