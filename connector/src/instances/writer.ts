import { tellGateways } from '../access/changes.ts';
import type { Tx } from '../database/tables.ts';
import type { Outside } from '../outside.ts';
import { recordChange } from '../usage/ledger.ts';
import { rememberStart } from './estimate.ts';
import { append, ring } from './events.ts';
import { giveHosts } from './hosts.ts';
import type { Instance } from './instance.ts';
import { newsBetween } from './observation.ts';
import type { Action, Actor } from './policy.ts';
import type { Quotas } from './quota.ts';
import * as store from './store.ts';

/** On whose behalf something is done. */
export type By = { actor: Actor; traceId: string | null };

type Parts = { quotas: Pick<Quotas, 'adjust'> } & Pick<Outside, 'clock' | 'at'>;

/** The one door: row, events, audit row, usage record, reservation and what gateways are told change together, or not at all. */
export function createWriter({ quotas, clock, at }: Parts) {
  return async function write(...change: Parameters<typeof writeAll>): Promise<Instance> {
    const written = await writeAll(...change);
    at('change-written');
    return written;
  };

  async function writeAll(
    tx: Tx,
    by: By,
    action: Action | 'create',
    before: Instance | undefined,
    after: Instance,
  ): Promise<Instance> {
    const news = newsBetween(before, after, action);
    const written = { ...after, seq: after.seq + news.length };
    await (before ? store.update(tx, before, written) : store.insert(tx, written));
    if (!before) await giveHosts(tx, written);
    if (before) await tellGateways(tx, before, written, clock());
    if (news.length === 0) return written;
    const now = clock();
    for (const [index, one] of news.entries()) await append(tx, written, after.seq + index + 1, one, by.actor, now);
    await audit(tx, by, action, written.id, now);
    await recordChange(tx, before, written, now);
    if (before && !before.readyAt && written.readyAt) await rememberStart(tx, written);
    await ring(tx, written, before);
    await quotas.adjust(tx, before, written);
    return written;
  }
}

async function audit(tx: Tx, { actor, traceId }: By, action: string, subject: string, at: Date): Promise<void> {
  const who = 'personId' in actor ? actor.personId : actor.kind;
  await tx.insertInto('audit').values({ at, actor: who, action, subject, traceId }).execute();
}
