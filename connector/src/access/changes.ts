import { announce } from '@atrium/server/database/changes';
import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../database/tables.ts';
import { type Instance, isOver, memberChanges } from '../instances/instance.ts';
import { sameValue } from '../instances/observation.ts';
import { opens } from '../instances/policy.ts';

/** By this name the gateways' streams are woken; no person has an id of this shape. */
export const gatewaysBell = 'gateways';

export type EndReason = 'LOGIN_OVER' | 'RIGHT_GONE' | 'INSTANCE_OVER';

/** What of a change of an instance its open grants must know, in the transaction of the change itself. */
export async function tellGateways(tx: Tx, before: Instance, after: Instance, at: Date): Promise<void> {
  if (!isOver(before) && isOver(after)) {
    await endGrants(tx, sql`instance_id = ${after.id}`, 'INSTANCE_OVER', at);
    await voidTickets(tx, sql`instance_id = ${after.id}`, at);
    return;
  }
  if (isAsBefore(before, after)) return;
  const kept = await closeWhatIsForbidden(tx, after, at);
  const desktop = after.spec.environment.interfaces.find(({ kind }) => kind === 'desktop');
  const isNew = desktop && isReady(after, desktop.name) && !isReady(before, desktop.name);
  if (isNew) await tx.insertInto('accessChange').values({ at, kind: 'pictureWanted', instanceId: after.id }).execute();
  if (kept.length > 0) await tellChanged(tx, kept, at);
  else if (isNew) await announce(tx, [gatewaysBell]);
}

/**
 * Whoever has left, watches now, or may be here only together with the owner, keeps nothing open that this forbids.
 * Returns the ids of the grants that stay.
 */
async function closeWhatIsForbidden(tx: Tx, instance: Instance, at: Date): Promise<string[]> {
  const open = await tx
    .selectFrom('accessGrant')
    .select(['id', 'interface', 'personId'])
    .where('instanceId', '=', instance.id)
    .where('endedAt', 'is', null)
    .execute();
  const { interfaces } = instance.spec.environment;
  const forbidden = open.filter(({ interface: name, personId }) => {
    const kind = interfaces.find((one) => one.name === name)?.kind;
    return !kind || !opens(kind, personId, instance);
  });
  const ids = forbidden.map(({ id }) => id);
  if (ids.length > 0) await endGrants(tx, sql`id = ANY(${ids}::text[])`, 'RIGHT_GONE', at);
  return open.map(({ id }) => id).filter((id) => !ids.includes(id));
}

/** Ends open grants. `which`: of the columns of access_grant. Returns how many that were. */
export async function endGrants(tx: Tx, which: RawBuilder<unknown>, reason: EndReason, at: Date): Promise<number> {
  const ended = await sql`
    WITH over AS (
      UPDATE access_grant SET ended_at = ${at}, end_reason = ${reason}
      WHERE ended_at IS NULL AND ${which} RETURNING id
    )
    INSERT INTO access_change (at, kind, grant_id, reason) SELECT ${at}, 'ended', id, ${reason} FROM over`.execute(tx);
  const count = Number(ended.numAffectedRows ?? 0);
  if (count > 0) await announce(tx, [gatewaysBell]);
  return count;
}

/** `which`: of the columns of ticket, or of the host that it is for. */
export async function voidTickets(tx: Tx, which: RawBuilder<unknown>, at: Date): Promise<void> {
  await sql`
    UPDATE ticket SET used_at = ${at} FROM interface_host
    WHERE ticket.label = interface_host.label AND used_at IS NULL AND ${which}`.execute(tx);
}

/** Tells the gateways how a grant is now. */
export async function tellChanged(tx: Tx, grantIds: string[], at: Date): Promise<void> {
  if (grantIds.length === 0) return;
  const rows = grantIds.map((grantId) => ({ at, kind: 'changed' as const, grantId }));
  await tx.insertInto('accessChange').values(rows).execute();
  await announce(tx, [gatewaysBell]);
}

/** Never skips, as the feed of events does not. */
export async function readChanges(db: Db, after: string, limit: number) {
  const [xid, position] = after.split('.');
  const rows = await db
    .selectFrom('accessChange')
    .selectAll()
    .where(sql<boolean>`(xid, position) > (${xid}::xid8, ${position}::bigint)`)
    .where(sql<boolean>`xid < pg_snapshot_xmin(pg_current_snapshot())`)
    .orderBy('xid')
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, cursor: `${row.xid}.${row.position}` }));
}

/** Why an open grant is not there any more; where it has not been ended, the rules have taken it away. */
export async function endReasonOf(db: Db, grantId: string): Promise<EndReason> {
  const grant = await db.selectFrom('accessGrant').select('endReason').where('id', '=', grantId).executeTakeFirst();
  return (grant?.endReason ?? 'RIGHT_GONE') as EndReason;
}

function isAsBefore(before: Instance, after: Instance): boolean {
  return (
    before.state === after.state &&
    before.name === after.name &&
    before.run === after.run &&
    before.endsAt.getTime() === after.endsAt.getTime() &&
    before.away === after.away &&
    before.ownerPresent === after.ownerPresent &&
    before.driver === after.driver &&
    memberChanges(before.members, after.members).length === 0 &&
    sameValue(before.interfaces, after.interfaces)
  );
}

function isReady({ interfaces }: Instance, name: string): boolean {
  return interfaces[name]?.state === 'ready';
}
