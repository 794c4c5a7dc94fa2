import { mintHostLabel } from '@atrium/server/ids';
import type { Tx } from '../database/tables.ts';
import type { Instance } from './instance.ts';

/** A host of its own for each interface, for as long as the instance is known; its label is never given again. */
export async function giveHosts(tx: Tx, { id: instanceId, spec }: Instance): Promise<void> {
  const hosts = spec.environment.interfaces.map(({ name }) => ({
    label: mintHostLabel(),
    instanceId,
    interface: name,
  }));
  await tx.insertInto('interfaceHost').values(hosts).execute();
}
