import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { listenForChanges } from '@atrium/server/database/changes';
import { migrate, openDatabase } from '@atrium/server/database/database';
import { startEmbeddedPostgres } from '@atrium/server/database/embedded';
import { drain } from '@atrium/server/http';
import { createActivity } from './account/activity.ts';
import { createEndings } from './account/endings.ts';
import { createLogins } from './account/logins.ts';
import { createAccountRoutes } from './account/routes.ts';
import { createSweep } from './account/sweep.ts';
import type { Config } from './config.ts';
import { migrations } from './database/migrations/all.ts';
import type { Tables } from './database/tables.ts';
import { every } from './every.ts';
import { followEntries } from './facilities/entries.ts';
import { createFacilities } from './facilities/facilities.ts';
import { createWatch } from './facilities/watch.ts';
import { createFederation } from './federation/federation.ts';
import { createDoor, serveApi } from './http.ts';
import { readSeal } from './keys/seal.ts';
import { readSigningKeys } from './keys/signing-keys.ts';
import type { Outside } from './outside.ts';
import { servePages } from './pages/routes.ts';
import { createPortalRoutes } from './portal-call.ts';
import { reasonOf } from './reason.ts';
import { createAttempts } from './signin/attempts.ts';
import { createBackChannel } from './signin/back-channel.ts';
import { createIssuers } from './signin/issuers.ts';
import { createRefresh } from './signin/refresh.ts';
import { serveSignIn } from './signin/routes.ts';
import { createSignIn } from './signin/sign-in.ts';
import { serveSignOut } from './signin/sign-out.ts';

const longestFarewellMs = 10_000;

/**
 * Puts a portal together and starts it: the one place that knows every part. What has been started is stopped in
 * reverse order, by `stop()` or when a later part does not start.
 */
export async function startPortal(config: Config, outside: Outside) {
  const { clock, log } = outside;
  const { publicUrl } = config;
  const keys = await readSigningKeys(config.signingKeysFile);
  const seal = readSeal(config.encryptionKeysFile);
  const issuers = await createIssuers(config.issuers, clock);

  await using parts = new AsyncDisposableStack();
  await mkdir(config.stateDirectory, { recursive: true, mode: 0o700 });
  const databaseUrl = config.databaseUrl ?? (await startOwnDatabase());
  const db = parts.adopt(openDatabase<Tables>(databaseUrl, log), (pool) => pool.destroy());
  await migrate(db, migrations);
  const changes = parts.adopt(await listenForChanges(databaseUrl, log), (listener) => listener.close());

  const stopping = new AbortController();
  const { signal } = stopping;
  const running: Promise<void>[] = [];
  parts.defer(async () => {
    stopping.abort();
    await Promise.all(running);
  });

  const facilities = await createFacilities({ db, clock, log });
  await followEntries(config.facilitiesDirectory, facilities.apply, { log, signal });
  const facilityIds = () => facilities.all().map(({ id }) => id);
  const logins = createLogins({ db, clock, rules: config.logins, facilities: facilityIds, log });
  await logins.end((row) => row('issuerId', 'not in', [...issuers.keys()]), 'issuer-gone');

  const federation = createFederation({ config, db, keys, facilities, logins, changes, stopping: signal, clock, log });
  parts.defer(federation.close);
  const watch = createWatch({
    facilities,
    describe: federation.describe,
    watchSeconds: config.facilityCalls.watchSeconds,
  });
  federation.onSilence((facility) => void watch.look(facility, signal));

  const activity = createActivity({ logins, facilities, inputsAt: federation.inputsAt, clock, log });
  const endings = createEndings({ db, clock, log, endLoginAt: federation.endLoginAt });
  const { activitySeconds, sweepSeconds } = config.logins;
  const sweep = createSweep({ db, logins, facilities, activity, activitySeconds, clock });
  const refresh = createRefresh({ db, logins, issuers, seal, clock, log });
  const attempts = createAttempts(db, clock);
  const backChannel = createBackChannel({ db, issuers, logins, clock });

  const routes = createPortalRoutes(logins);
  const { federationRoles } = config;
  const account = createAccountRoutes({ routes, db, logins, facilities, federationRoles, clock, log });
  const { app, limit } = await createDoor(config, log);
  parts.defer(() => {
    // The streams first: their browsers come back by themselves, to whoever listens then.
    stopping.abort();
    return drain(app, longestFarewellMs);
  });
  const portal = { account, ...federation.routes(routes) };
  serveApi(app, { config, logins, facilities, limit, keys, portal, relay: federation.relay });
  const signIn = createSignIn({ attempts, issuers, logins, seal, publicUrl, clock, log });
  serveSignIn(app, { signIn, logins, publicUrl, limit });
  serveSignOut(app, { logins, issuers, backChannel, seal, publicUrl, limit, log });
  const signOutOrigins = () => [...issuers.values()].flatMap((issuer) => issuer.signOutOrigins());
  servePages(app, { config, facilities, signOutOrigins, limit });

  for (const [id, issuer] of issuers) {
    issuer
      .configuration()
      .catch((err: unknown) => log.warn({ reason: reasonOf(err), issuer: id }, 'an issuer does not answer yet'));
  }
  // Who worked while the portal was away is heard of before anybody is called idle.
  await activity.askAll(signal);
  const url = await app.listen({ host: config.host, port: config.port });
  running.push(
    watch.run(signal),
    endings.run(changes, signal),
    every(activitySeconds, 'asking who works', () => activity.askAll(signal), { log, signal }),
    every(sweepSeconds, 'ending logins', sweep, { log, signal }),
    every(sweepSeconds, 'refreshing logins', refresh.refreshDue, { log, signal }),
    every(600, 'clearing up', () => clearUp(), { log, signal }),
  );

  const standing = parts.move();
  return { url, stop: () => standing.disposeAsync(), openStreams: federation.openStreams };

  async function clearUp(): Promise<void> {
    await attempts.purge();
    await backChannel.purge();
    await federation.purge();
  }

  async function startOwnDatabase(): Promise<string> {
    const postgres = await startEmbeddedPostgres(join(config.stateDirectory, 'postgres'), log);
    parts.defer(postgres.stop);
    return postgres.url('postgres');
  }
}
