import { randomBytes } from 'node:crypto';
import { facilityBroken } from '@atrium/contract/errors';
import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import type { Changes } from '@atrium/server/database/changes';
import type { Logger } from 'pino';
import type { Logins } from '../account/logins.ts';
import type { Config } from '../config.ts';
import type { Db } from '../database/tables.ts';
import type { Facilities } from '../facilities/facilities.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import type { PortalRoutes } from '../portal-call.ts';
import { createChanges } from './changes.ts';
import { type Asking, createFacilityClient } from './facility-client.ts';
import { createFacilityHttp } from './facility-http.ts';
import { falsehoodIn } from './falsehoods.ts';
import { createFanOut } from './fan-out.ts';
import { createInstances } from './instances.ts';
import { createLaunch } from './launch.ts';
import { createRelay } from './relay.ts';
import { createFederationRoutes } from './routes.ts';
import { createStreams } from './streams.ts';
import { createTokens } from './tokens.ts';

type Parts = {
  config: Config;
  db: Db;
  keys: SigningKeys;
  facilities: Facilities;
  logins: Logins;
  changes: Changes;
  stopping: AbortSignal;
  clock: () => Date;
  log: Logger;
};

/** Connectors comment at least each 25 s. */
const streamSilenceMs = 70_000;
const longestEventBytes = 64 * 1024;

/** Everything towards facilities, put together. */
export function createFederation({ config, db, keys, facilities, logins, changes, stopping, clock, log }: Parts) {
  const { relaySeconds, fanOutSeconds, longestAnswerBytes } = config.facilityCalls;
  const [relayMs, fanOutMs] = [relaySeconds * 1000, fanOutSeconds * 1000];
  let heedSilence = (_facility: string): void => {};

  const http = createFacilityHttp({ longestAnswerBytes, longestEventBytes, silenceMs: streamSilenceMs });
  const tokens = createTokens({ keys, publicUrl: config.publicUrl, facilities, clock, log });
  const onSilence = (facility: string) => heedSilence(facility);
  const client = createFacilityClient({ http, tokens, facilities, clock, onSilence });
  const streams = createStreams({ changes, logins, stopping });
  const instances = createInstances({ db, client, facilities, clock, withinMs: relayMs });
  const launch = createLaunch(createFanOut({ client, facilities, clock, withinMs: fanOutMs }));

  function asking(entry: FacilityEntry, as: 'machine' | 'nobody'): Asking {
    return { entry, as, traceId: randomBytes(16).toString('hex'), withinMs: fanOutMs };
  }

  function known(facility: string): FacilityEntry {
    const entry = facilities.find(facility);
    if (!entry) throw new Error(`${facility} is not part of the federation`);
    return entry;
  }

  return {
    relay: createRelay({ client, logins, streams, withinMs: relayMs }),
    routes: (routes: PortalRoutes) =>
      createFederationRoutes({
        routes,
        config,
        facilities,
        launch,
        instances,
        changes: createChanges({ client, facilities, withinMs: fanOutMs }),
        streams,
      }),

    describe: async (facility: string, signal: AbortSignal) => {
      const entry = known(facility);
      const description = await client.facility.get(undefined, { context: asking(entry, 'nobody'), signal });
      const falsehood = falsehoodIn('facility.get', description, entry);
      if (falsehood) throw facilityBroken({ facility }, new Error(falsehood));
      return description;
    },

    inputsAt: async (facility: string, since: Date, signal: AbortSignal) => {
      const context = asking(known(facility), 'machine');
      const { logins } = await client.access.logins({ since: since.toISOString() }, { context, signal });
      return logins;
    },

    endLoginAt: (facility: string) => {
      const entry = facilities.find(facility);
      return (
        entry &&
        (async (login: string) => void (await client.access.endLogin({ login }, { context: asking(entry, 'machine') })))
      );
    },

    onSilence: (heed: (facility: string) => void) => {
      heedSilence = heed;
    },
    openStreams: streams.open,
    purge: instances.purge,
    close: http.close,
  };
}
