import { join } from 'node:path';
import type { DemoFacility } from './facility.ts';
import type { Places } from './places.ts';
import type { ServerPlan } from './server.ts';

/** How a server is started from its configuration file: `connector`, `gateway` or `portal`. */
export type CommandOf = (kind: 'portal' | 'connector' | 'gateway', file: string) => string[];

type Surroundings = { state: string; places: Places; commandOf: CommandOf };

export function identityProviderPlan({ state, places }: Surroundings): ServerPlan {
  const program = join(import.meta.dirname, '../identity-provider/main.ts');
  return {
    name: 'identity provider',
    command: [process.execPath, program, join(state, 'identity-provider/settings.json')],
    logFile: join(state, 'logs/identity-provider.log'),
    answers: () => answers(`${places.identityProvider.issuer}/.well-known/openid-configuration`),
  };
}

export function portalPlan({ state, places, commandOf }: Surroundings): ServerPlan {
  return {
    name: 'portal',
    command: commandOf('portal', join(state, 'portal/portal.json')),
    logFile: join(state, 'logs/portal.log'),
    answers: () => answers(`${places.portal.loopback}/api/federation`),
  };
}

/** The two of a facility: what runs its instances, and what lets people in. */
export function facilityPlans({ id }: DemoFacility, number: number, { state, places, commandOf }: Surroundings) {
  const { connectorUrl, gatewayPort } = places.facility(id, number);
  const connector: ServerPlan = {
    name: `${id} connector`,
    command: commandOf('connector', join(state, id, 'connector.json')),
    logFile: join(state, `logs/${id}-connector.log`),
    answers: () => answers(`${connectorUrl}/v1/facility`),
  };
  const gateway: ServerPlan = {
    name: `${id} gateway`,
    command: commandOf('gateway', join(state, id, 'gateway.json')),
    logFile: join(state, `logs/${id}-gateway.log`),
    answers: () => answers(`http://127.0.0.1:${gatewayPort}/`, { anything: true }),
  };
  return { connector, gateway };
}

async function answers(url: string, { anything = false } = {}): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return anything || response.ok;
  } catch {
    return false;
  }
}
