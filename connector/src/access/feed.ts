import { inputInvalid } from '@atrium/contract/errors';
import type { Change } from '@atrium/contract/gateway/api';
import { eventCursor } from '@atrium/contract/v1/events';
import { ageMs } from '@atrium/server/age';
import type { Changes } from '@atrium/server/database/changes';
import { withEventMeta } from '@orpc/server';
import type { Db } from '../database/tables.ts';
import { now } from '../instances/events.ts';
import { type EndReason, endReasonOf, gatewaysBell, readChanges } from './changes.ts';
import type { Grants } from './grants.ts';
import type { Pictures } from './pictures.ts';

const pageSize = 200;
const longestWaitMs = 1000;
/** Whoever hears nothing for longer than a few of these knows that nobody is there. */
const sayFollowingEveryMs = 5000;

type Parts = {
  db: Db;
  changes: Changes;
  grants: Pick<Grants, 'find'>;
  pictures: Pick<Pictures, 'wanted'>;
  clock: () => Date;
  stopping: AbortSignal;
};

/** What happens to grants, for one gateway: from its cursor on, or from now. */
export async function* followGrants(parts: Parts, lastEventId: string | undefined, signal: AbortSignal | undefined) {
  const { db, changes, clock, stopping } = parts;
  const bell = changes.subscribe(gatewaysBell);
  try {
    let after = cursorOf(lastEventId) ?? (await now(db));
    yield following();
    let saidAt = clock().getTime();
    while (!signal?.aborted && !stopping.aborted) {
      const rows = await readChanges(db, after, pageSize);
      for (const row of rows) {
        const change = await present(parts, row);
        after = row.cursor;
        if (change) yield withEventMeta(change, { id: after });
      }
      if (ageMs(saidAt, clock()) >= sayFollowingEveryMs) {
        yield following();
        saidAt = clock().getTime();
      }
      if (rows.length < pageSize) await bell.next(longestWaitMs, signal);
    }
  } finally {
    bell.close();
  }
}

type Row = Awaited<ReturnType<typeof readChanges>>[number];

/** The reason is asked for after the grant: it may have ended since the row was read. */
async function present({ db, grants, pictures }: Parts, row: Row): Promise<Change | undefined> {
  const { kind, grantId, instanceId } = row;
  if (kind === 'pictureWanted') return instanceId ? pictures.wanted(instanceId) : undefined;
  if (grantId === null) return undefined;
  if (kind === 'ended') return { kind, id: grantId, reason: (row.reason ?? 'RIGHT_GONE') as EndReason };
  const grant = await grants.find(grantId);
  return grant ? { kind, grant } : { kind: 'ended', id: grantId, reason: await endReasonOf(db, grantId) };
}

/** The contract has no say in the header by which a stream resumes, so it is checked here. */
function cursorOf(lastEventId: string | undefined): string | undefined {
  const cursor = eventCursor.optional().safeParse(lastEventId);
  if (!cursor.success) throw inputInvalid({ issues: [{ path: 'last-event-id', message: 'Invalid cursor' }] });
  return cursor.data;
}

/** A new one each time: an event is a proxy of what is given. */
function following(): Change {
  return { kind: 'following' };
}
