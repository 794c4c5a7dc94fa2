import type { Tx } from '../database/tables.ts';
import { type Instance, ownerOf } from '../instances/instance.ts';

type Type = 'requested' | 'started' | 'stopped' | 'ended' | 'failed' | 'opened';

/**
 * What a change means to the ledger, which is only added to. Call it in the transaction of the change: then each happened
 * once, whatever dies.
 */
export async function recordChange(tx: Tx, before: Instance | undefined, after: Instance, at: Date): Promise<void> {
  const type = typeOf(before, after);
  if (type) await append(tx, { id: `${after.id}.${after.seq}`, type, personId: ownerOf(after).personId, at }, after);
}

/** Somebody has opened an interface, in whatever role. */
export function recordOpening(tx: Tx, grantId: string, personId: string, instance: Instance, at: Date): Promise<void> {
  return append(tx, { id: grantId, type: 'opened', personId, at }, instance);
}

function typeOf(before: Instance | undefined, after: Instance): Type | undefined {
  if (!before) return 'requested';
  if (before.readyAt === null && after.readyAt !== null) return 'started';
  if (before.state === after.state) return undefined;
  const { state } = after;
  return state === 'stopped' || state === 'ended' || state === 'failed' ? state : undefined;
}

type Entry = { id: string; type: Type; personId: string; at: Date };

async function append(tx: Tx, entry: Entry, { id: instanceId, spec }: Instance): Promise<void> {
  const { cores, memoryBytes, gpus, diskBytes } = spec;
  await tx
    .insertInto('usageRecord')
    .values({ ...entry, instanceId, cores, memoryBytes, gpus, diskBytes })
    .execute();
}
