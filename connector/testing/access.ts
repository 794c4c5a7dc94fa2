import { hashSecret, mintSecret } from '@atrium/server/ids';
import { expect, vi } from 'vitest';
import { newInstance, type startTestConnector } from './connector.ts';
import type { PersonClaims } from './portal.ts';

type Connector = Awaited<ReturnType<typeof startTestConnector>>;

/** A ready instance of a person. */
export async function readyInstance({ clientOf }: Connector, person: string, claims: PersonClaims = {}, of = {}) {
  const client = clientOf(person, claims);
  const { id } = await client.instances.create(newInstance('quiet heron', of));
  await vi.waitFor(async () => expect((await client.instances.get({ id })).state).toBe('ready'), 10_000);
  return id;
}

/** Lets a person in, as a browser and a gateway do. */
export async function letIn(connector: Connector, person: string, instance: string, claims: PersonClaims = {}) {
  const asked = { instance, interface: 'web' };
  const { address, ticket } = await connector.clientOf(person, claims).access.ticket(asked);
  const cookieHash = hashSecret(mintSecret());
  const { host } = new URL(address);
  const grant = await connector.gateway.redeem({ host, ticket, cookieHash });
  return { grant, host, cookieHash, ticket };
}
