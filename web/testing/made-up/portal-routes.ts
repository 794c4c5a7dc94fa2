import { crossSite, datasetNotFound, facilityBroken, loginNotFound, loginRequired } from '@atrium/contract/errors';
import { portal as contract } from '@atrium/contract/portal/api';
import { implement } from '@orpc/server';
import type { Feed } from './feed.ts';
import { never } from './offers.ts';
import type { World } from './world.ts';

/** What the portal answers of its own. */
export function portalRoutes(world: World, feed: Feed) {
  const portal = implement(contract)
    .$context<{ isFromPage: boolean }>()
    .use(({ next, context }) => {
      if (!context.isFromPage) throw crossSite();
      return next();
    });
  const me = () => {
    if (!world.me) throw loginRequired();
    return world.me;
  };
  const missing = () => Object.entries(world.silent).map(([facility, since]) => ({ facility, since }));

  return portal.router({
    account: {
      me: portal.account.me.handler(me),
      get: portal.account.get.handler(() => {
        me();
        return {
          issuer: 'https://login.example',
          subject: 'mira@made-up.example',
          subjectFrom: 'voperson_id' as const,
          claims: [
            { name: 'name', values: ['Mira Okafor'] },
            { name: 'eduperson_scoped_affiliation', values: ['member@made-up.example'] },
          ],
          leftOut: [{ facility: 'lumen', claim: 'entitlements', values: ['urn:geant:made-up.example:group:many'] }],
          ignored: [
            {
              claim: 'eduperson_entitlement',
              value: 'urn:other:group:lumen',
              because: 'Its namespace is not one of this issuer.',
            },
          ],
          logins: world.logins,
        };
      }),
      prefer: portal.account.prefer.handler(({ input }) => Object.assign(me().preferences, input)),
      endLogin: portal.account.endLogin.handler(({ input }) => {
        if (!world.logins.some(({ id }) => id === input.id)) throw loginNotFound();
        world.logins = world.logins.filter(({ id }) => id !== input.id);
        return {};
      }),
    },
    federation: {
      get: portal.federation.get.handler(() => ({
        portal: { name: 'Atrium', helpUrl: null, legalUrl: null, privacyUrl: null, supportEmail: null },
        facilities: world.facilities.map((one) => ({ ...one, silentSince: world.silent[one.id] ?? null })),
      })),
    },
    launch: {
      environments: portal.launch.environments.handler(async () => {
        me();
        return { environments: await world.environments(), missing: missing() };
      }),
      dataset: portal.launch.dataset.handler(({ input }) => {
        const one = world.datasets.find(({ pid }) => pid === input.pid);
        if (!one) throw datasetNotFound();
        return one;
      }),
      datasets: portal.launch.datasets.handler(({ input: { text = '' } }) => ({
        datasets: world.datasets.filter(
          ({ title, isPublic }) => title.toLowerCase().includes(text.toLowerCase()) && (isPublic || world.me),
        ),
        missing: missing(),
      })),
    },
    instances: {
      list: portal.instances.list.handler(({ input }) => {
        me();
        if (world.slow.includes(input.facility)) return never();
        if (world.broken.includes(input.facility)) throw facilityBroken({ facility: input.facility });
        const since = world.silent[input.facility] ?? null;
        const over = (state: string) => state === 'ended' || state === 'failed';
        const all = world.instances[input.facility] ?? [];
        return {
          instances: input.over === 'include' ? all : all.filter(({ state }) => !over(state)),
          observedAt: since ?? new Date().toISOString(),
          silentSince: since,
        };
      }),
    },
    changes: {
      stream: portal.changes.stream.handler(({ lastEventId, signal }) => {
        me();
        return feed.follow(lastEventId, signal);
      }),
    },
  });
}
