import { tellGateways } from '../access/changes.ts';
import type { Tx } from '../database/tables.ts';
import type { Outside } from '../outside.ts';
import { entryOf } from '../usage/ledger.ts';
import { rememberStart } from './estimate.ts';
import { peopleOf } from './events.ts';
import type { Instance } from './instance.ts';
import { type By, enter } from './journal.ts';
import { newsBetween } from './observation.ts';
import type { Action } from './policy.ts';
import type { Holder, Quotas } from './quota.ts';
import * as store from './store.ts';

type Parts = { quotas: Pick<Quotas, 'adjust'> } & Pick<Outside, 'clock' | 'at'>;

/**
 * The one door: row, journal, reservation and what gateways are told change together, or not at all. `owner`: the facts
 * of the owner, where they are known already.
 */
export function createWriter({ quotas, clock, at: reached }: Parts) {
  return async function write(...change: Parameters<typeof writeAll>): Promise<Instance> {
    const written = await writeAll(...change);
    reached('change-written');
    return written;
  };

  async function writeAll(
    tx: Tx,
    by: By,
    action: Action | 'create',
    before: Instance | undefined,
    after: Instance,
    owner?: Holder,
  ): Promise<Instance> {
    const news = newsBetween(before, after, action);
    const written = { ...after, seq: after.seq + news.length };
    await (before ? store.update(tx, before, written) : store.insert(tx, written));
    const at = clock();
    if (before) await tellGateways(tx, before, written, at);
    if (news.length === 0) return written;
    const concerned = peopleOf(written, before);
    await enter(tx, { by, action, instance: written, news, usage: entryOf(before, written, at), concerned, at });
    if (before && !before.readyAt && written.readyAt) await rememberStart(tx, written);
    await quotas.adjust(tx, before, written, owner);
    return written;
  }
}
