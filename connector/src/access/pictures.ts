import { createHash } from 'node:crypto';
import { inputInvalid, instanceNotFound } from '@atrium/contract/errors';
import type { Change } from '@atrium/contract/gateway/api';
import { announce } from '@atrium/server/database/changes';
import { sql } from 'kysely';
import type { Db } from '../database/tables.ts';
import type { Engine } from '../engines/engine.ts';
import { peopleOf } from '../instances/events.ts';
import { isOver, runKeyOf } from '../instances/instance.ts';
import * as store from '../instances/store.ts';

const longestBytes = 32 * 1024;
/** No picture overtakes another by so much: the later one was taken before the clock was moved back. */
const mostAheadMs = 60_000;
const beginsAsJpeg = Buffer.from([0xff, 0xd8, 0xff]);

export type Pictures = ReturnType<typeof createPictures>;

/** Still pictures of desktops, one for each instance: the latest. Whoever follows the instance hears of a new one. */
export function createPictures({ db, engine, tag }: { db: Db; engine: Engine; tag: string }) {
  /** @throws INSTANCE_NOT_FOUND, INPUT_INVALID */
  async function keep({ instance: id, takenAt, jpeg }: { instance: string; takenAt: string; jpeg: string }) {
    const bytes = Buffer.from(jpeg, 'base64');
    const isJpeg = bytes.subarray(0, beginsAsJpeg.length).equals(beginsAsJpeg);
    if (!isJpeg || bytes.length > longestBytes) {
      throw inputInvalid({ issues: [{ path: 'jpeg', message: 'is no JPEG of at most 32 KiB' }] });
    }
    const instance = await store.find(db, id);
    if (!instance || isOver(instance)) throw instanceNotFound();
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    const picture = { takenAt: new Date(takenAt), jpeg: bytes, etag };
    await db.transaction().execute(async (tx) => {
      const kept = await tx
        .insertInto('picture')
        .values({ instanceId: id, ...picture })
        .onConflict((conflict) =>
          conflict
            .column('instanceId')
            .doUpdateSet({ ...picture, xid: sql<string>`pg_current_xact_id()` })
            .where(({ eb, or }) =>
              or([eb('picture.takenAt', '<', picture.takenAt), eb('picture.takenAt', '>', ahead(picture.takenAt))]),
            ),
        )
        .returning('xid')
        .executeTakeFirst();
      if (kept) await announce(tx, peopleOf(instance));
    });
  }

  function find(instanceId: string) {
    return db.selectFrom('picture').select(['jpeg', 'etag']).where('instanceId', '=', instanceId).executeTakeFirst();
  }

  /** The first picture of a desktop that has just become ready; `undefined`: it is gone again. */
  async function wanted(id: string): Promise<Change | undefined> {
    const instance = await store.find(db, id);
    const desktop = instance?.spec.environment.interfaces.find(({ kind }) => kind === 'desktop');
    if (!instance || !desktop || instance.state !== 'ready') return undefined;
    const reach = await engine.reach(runKeyOf(tag, instance), desktop.name);
    if (reach?.credential.is !== 'vnc') return undefined;
    return { kind: 'pictureWanted', instance: id, reach: reach.at, viewSecret: reach.credential.view };
  }

  return { keep, find, wanted };
}

function ahead(takenAt: Date): Date {
  return new Date(takenAt.getTime() + mostAheadMs);
}
