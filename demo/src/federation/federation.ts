import { join } from 'node:path';
import type { ConfigFile } from '@atrium/connector/config';
import pino from 'pino';
import { unpackedIn } from '../data/packages.ts';
import { announcement } from './announcement.ts';
import { type ControlAnswer, type ControlRequest, openControl } from './control.ts';
import { moveIssuer, startDatabases } from './databases.ts';
import { facilities } from './facilities.ts';
import { writeFacility } from './facility-files.ts';
import { writeIdentityProvider } from './identity-provider-files.ts';
import { memoryOf } from './memory.ts';
import { accountsOf } from './people.ts';
import { placesFrom } from './places.ts';
import { writePortal } from './portal-files.ts';
import { requireFree } from './ports.ts';
import { secretsOf } from './secrets.ts';
import { type Server, superviseServer } from './server.ts';
import { type CommandOf, facilityPlans, identityProviderPlan, portalPlan } from './servers.ts';
import { clear, issuerBefore, makeDirectories, rememberIssuer, requireRoom } from './state.ts';

export type DemoOptions = {
  /** Where everything is written. */
  state: string;
  /** Where set-up keeps what is made once. */
  cache: string;
  port: number;
  reset: boolean;
  environmentsDirectory: string;
  engine: ConfigFile['engine'];
  commandOf: CommandOf;
  /** Does something, and tells in one line what came of it and how long it took. */
  step: (what: string, act: () => Promise<string>) => Promise<void>;
  say: (line: string) => void;
};

const restartAfterMs = 5000;
const startWithinMs = 60_000;
/** As long as an engine takes to end what does not want to. */
const shutDownWithinMs = 40_000;

/**
 * Starts the federation: an identity provider, a portal, and three facilities with a connector and a gateway each, all as
 * processes of their own over one PostgreSQL. What has been started is ended in reverse order.
 * @throws Error, when it cannot be, with nothing left running
 */
export async function startDemo(options: DemoOptions) {
  const { state, port, reset, step, say } = options;
  const places = placesFrom(port);
  const log = pino({ name: 'demo' }, pino.destination(2));
  await using parts = new AsyncDisposableStack();
  const servers = new Map<string, Server[]>();

  parts.adopt(await openControl(state, control), (one) => one.close());
  if (reset) await step('Earlier state', () => clear(state));
  await requireFree(portsOf(places));
  await requireRoom(state);
  await makeDirectories(state);

  const secrets = await secretsOf(
    state,
    facilities.map(({ id }) => id),
  );
  const accounts = accountsOf(secrets.passwordEnding);
  const names = ['portal', ...facilities.map(({ id }) => id)];
  const postgres = parts.adopt(await startDatabases(join(state, 'postgres'), names, log), (one) => one.stop());

  await step('Facilities and their data', async () => {
    const { issuer } = places.identityProvider;
    const earlierIssuer = await issuerBefore(state, issuer);
    if (earlierIssuer) for (const name of names) await moveIssuer(postgres.url(name), earlierIssuer, issuer, log);
    const unpacked = unpackedIn(join(options.cache, 'data'));
    const clientKey = await writePortal(join(state, 'portal'), { places, databaseUrl: postgres.url('portal') });
    await writeIdentityProvider(state, { places, secrets, clientKey, accounts });
    for (const [index, facility] of facilities.entries()) {
      await writeFacility(facility, {
        ...options,
        directory: join(state, facility.id),
        number: index + 1,
        places,
        earlierIssuer,
        gatewayKey: secrets.gateways[facility.id] ?? '',
        databaseUrl: postgres.url(facility.id),
        unpacked,
      });
    }
    await rememberIssuer(state, issuer);
    return `${facilities.flatMap(({ measurements }) => measurements).length} datasets`;
  });

  await step('Servers', async () => {
    const surroundings = { ...options, places };
    add('federation', identityProviderPlan(surroundings), portalPlan(surroundings));
    for (const [index, facility] of facilities.entries()) {
      const { connector, gateway } = facilityPlans(facility, index + 1, surroundings);
      add(facility.id, connector, gateway);
    }
    const all = [...servers.values()].flat();
    parts.defer(() => Promise.all(all.map((server) => server.stop())).then(() => {}));
    parts.defer(() => shutDownFacilities());
    await Promise.all(all.map((server) => server.start()));
    return `${all.length} answer`;
  });
  say(announcement({ places, accounts, state, memoryBytes: memoryOf(process.pid) }));

  const running = parts.move();
  return { stop: () => running.disposeAsync() };

  function add(owner: string, ...plans: Parameters<typeof superviseServer>[0][]) {
    servers.set(
      owner,
      plans.map((plan) => superviseServer(plan, { say, restartAfterMs, startWithinMs })),
    );
  }

  /**
   * Facilities that shut down stop their instances, which keep their files and start again when somebody says so. One that
   * was away comes back for it: only its connector can end what it runs.
   */
  async function shutDownFacilities(): Promise<void> {
    const connectors = facilities.flatMap(({ id }) => servers.get(id)?.slice(0, 1) ?? []);
    await Promise.all(
      connectors.map(async (connector) => {
        await connector.start().catch((error: Error) => say(error.message));
        await connector.stop(shutDownWithinMs, 'SIGUSR2');
      }),
    );
  }

  async function control(asked: ControlRequest): Promise<ControlAnswer> {
    if (asked.verb === 'status') {
      const lines = [...servers.values()].flat().map((server) => server.now());
      const says = lines.map(({ name, state, pid }) => `${name.padEnd(20)}${state.padEnd(10)}${pid ?? ''}`.trimEnd());
      return { done: true, says: [`Its portal is at ${places.portal.origin}`, ...says].join('\n') };
    }
    const { verb, facility } = asked;
    const theirs = facilities.some(({ id }) => id === facility) ? servers.get(facility) : undefined;
    if (!theirs) {
      return {
        done: false,
        says: `there is no facility «${facility}»; there are ${facilities.map(({ id }) => id).join(', ')}`,
      };
    }
    await Promise.all(theirs.map((server) => (verb === 'stop' ? server.stop() : server.start())));
    const says = verb === 'stop' ? `${facility} is away. Its instances go on.` : `${facility} is back.`;
    say(says);
    return { done: true, says };
  }
}

function portsOf(places: ReturnType<typeof placesFrom>): number[] {
  const theirs = facilities.flatMap(({ id }, index) => {
    const { connectorPort, gatewayPort } = places.facility(id, index + 1);
    return [connectorPort, gatewayPort];
  });
  return [places.portal.port, places.identityProvider.port, ...theirs];
}
