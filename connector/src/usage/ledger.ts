import type { Insertable } from 'kysely';
import type { Tables, Tx } from '../database/tables.ts';
import { type Instance, ownerOf } from '../instances/instance.ts';

type Type = 'requested' | 'started' | 'stopped' | 'ended' | 'failed' | 'opened';
/** A row of the ledger, which is only added to, in the transaction of what it records: then each happened once. */
export type UsageEntry = Insertable<Tables['usageRecord']>;

/** What a change means to the ledger, if anything. */
export function entryOf(before: Instance | undefined, after: Instance, at: Date): UsageEntry | undefined {
  const type = typeOf(before, after);
  return type && entry({ id: `${after.id}.${after.seq}`, type, personId: ownerOf(after).personId, at }, after);
}

/** Somebody has opened an interface, in whatever role. */
export async function recordOpening(tx: Tx, grantId: string, personId: string, instance: Instance, at: Date) {
  const opening = entry({ id: grantId, type: 'opened', personId, at }, instance);
  await tx.insertInto('usageRecord').values(opening).execute();
}

function typeOf(before: Instance | undefined, after: Instance): Type | undefined {
  if (!before) return 'requested';
  if (before.readyAt === null && after.readyAt !== null) return 'started';
  if (before.state === after.state) return undefined;
  const { state } = after;
  return state === 'stopped' || state === 'ended' || state === 'failed' ? state : undefined;
}

type What = { id: string; type: Type; personId: string; at: Date };

function entry(what: What, { id: instanceId, spec }: Instance): UsageEntry {
  const { cores, memoryBytes, gpus, diskBytes } = spec;
  return { ...what, instanceId, cores, memoryBytes, gpus, diskBytes };
}
