import type { Catalogue } from '../catalogue/catalogue.ts';
import { forEverybody } from '../people/callers.ts';
import { nobody } from '../people/facts.ts';
import { type Environments, presentEnvironment } from './environments.ts';
import type { Plans } from './plans.ts';

type Parts = { environments: Environments; plans: Plans; catalogue: Catalogue };

export function createEnvironmentRoutes({ environments, plans, catalogue }: Parts) {
  return {
    environments: {
      list: forEverybody.environments.list.handler(() => ({
        environments: environments.all().map(presentEnvironment),
      })),
    },

    flavours: {
      list: forEverybody.flavours.list.handler(() => ({ flavours: plans.flavours() })),
    },

    plans: {
      list: forEverybody.plans.list.handler(async ({ input, context }) => {
        const person = context.caller.kind === 'person' ? context.caller : undefined;
        const data = catalogue.place(input.data, person?.facts ?? nobody);
        return { data, ...(await plans.list(person, input.environment)) };
      }),
    },
  };
}
