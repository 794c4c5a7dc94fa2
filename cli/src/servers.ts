import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';

/** Each runs one server from its configuration file until Ctrl-C or SIGTERM; a second one does not wait. */

export async function runPortal([configFile = 'portal.json']: string[]) {
  const { readConfig } = await import('@atrium/portal/config');
  const { startPortal } = await import('@atrium/portal/main');
  const portal = await startPortal(readConfig(configFile), { clock: () => new Date(), log: logOf('portal') });
  console.log(`The portal is at ${portal.url}`);
  await askedToStop();
  await portal.stop();
}

export async function runConnector([configFile = 'connector.json']: string[]) {
  const { readConfig } = await import('@atrium/connector/config');
  const { startConnector } = await import('@atrium/connector/main');
  const { remoteKeys } = await import('@atrium/connector/portal-keys');
  const { mintId } = await import('@atrium/server/ids');
  const config = readConfig(configFile);
  const connector = await startConnector(config, {
    clock: () => new Date(),
    mintId,
    at: () => {},
    portalKeys: remoteKeys(config.portal.keysUrl),
    log: logOf('connector'),
  });
  console.log(`The connector is at ${connector.url}`);
  const signal = await askedToStop('SIGUSR2');
  // The facility shuts down: its instances stop too. At any other signal they go on, and are found again.
  if (signal === 'SIGUSR2') await connector.stopInstances(30_000);
  await connector.stop();
}

/** Writes a working configuration for a new facility, and prints the entry by which it joins a federation. */
export async function initConnector(args: string[]) {
  const one = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...{ id: one, name: one, kind: one, contact: one, accent: one, port: one, 'gateway-port': one },
      ...{ portal: one, keys: one, 'identity-provider': one, 'data-only': { type: 'boolean' } },
    },
  });
  const {
    id,
    name,
    portal,
    keys,
    'identity-provider': identityProvider,
    'gateway-port': gatewayPort,
    'data-only': dataOnly,
    ...rest
  } = values;
  const [directory] = positionals;
  if (!directory || !id || !name) throw new Error('connector init DIRECTORY --id ID --name NAME: one is missing');
  const { initConnector: init } = await import('@atrium/connector/init');
  const keysUrl = keys ?? (portal && keysOf(portal));
  const federation = { portalUrl: portal, keysUrl, identityProvider };
  const entry = await init(directory, { ...rest, ...federation, id, name, gatewayPort, dataOnly });
  console.log(JSON.stringify(entry, null, 2));
}

/** Where a portal publishes its keys. Servers call each other by 127.0.0.1: not every one of them knows localhost. */
function keysOf(portal: string): string {
  const url = new URL('/.well-known/jwks.json', portal);
  if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
  return url.href;
}

export async function runGateway([configFile = 'gateway.json']: string[]) {
  const { readConfig } = await import('@atrium/gateway/config');
  const { startGateway } = await import('@atrium/gateway/main');
  const viewerDirectory = join(import.meta.dirname, '../../web/viewer/dist');
  const config = readConfig(configFile, { viewerDirectory });
  const mintSecret = () => randomBytes(32).toString('base64url');
  const gateway = await startGateway(config, { clock: () => new Date(), mintSecret, log: logOf('gateway') });
  console.log(`The gateway listens on ${config.host}:${gateway.port}`);
  await askedToStop();
  await gateway.stop();
}

function logOf(name: string) {
  return pino({ name }, pino.destination(2));
}

/** Until Ctrl-C or SIGTERM, or one of the others. */
export async function askedToStop(...others: NodeJS.Signals[]): Promise<NodeJS.Signals> {
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', ...others];
  return Promise.race(signals.map((signal) => once(process, signal).then(() => signal)));
}
