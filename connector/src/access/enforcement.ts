import { instanceNotFound } from '@atrium/contract/errors';
import { ORPCError } from '@orpc/server';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Db, Tx } from '../database/tables.ts';
import type { Admission } from '../instances/admission.ts';
import { type Instance, ownerOf } from '../instances/instance.ts';
import * as store from '../instances/store.ts';
import type { Person } from '../people/callers.ts';
import type { Judge } from '../people/judge.ts';
import { endGrants } from './changes.ts';

export type Enforcement = ReturnType<typeof createEnforcement>;

type Parts = {
  db: Db;
  judge: Pick<Judge, 'judged' | 'known'>;
  admission: Pick<Admission, 'demandPart'>;
  clock: () => Date;
  log: Logger;
};

/**
 * Closes what the facility's rules do not allow any more: when a file has changed, and when a person's newest token says
 * something else of the person. What an owner may not use any more is closed to all who have a part in it.
 */
export function createEnforcement({ db, judge, admission, clock, log }: Parts) {
  let checking = Promise.resolve();

  /** Of the instances in which one person has a part, or of all. One after the other, and each after the change that asked for it. */
  function check(personId?: string): Promise<void> {
    checking = checking
      .then(() => endForbidden(personId))
      .catch((error: unknown) => {
        log.error({ err: error }, 'the rules could not be enforced');
      });
    return checking;
  }

  async function endForbidden(personId: string | undefined): Promise<void> {
    const open = await openGrants(personId);
    const forbidden: string[] = [];
    for (const { id, instanceId, ...grant } of open) {
      const instance = await store.find(db, instanceId);
      if (!instance || !(await mayUse(db, grant.personId, instance))) forbidden.push(id);
    }
    if (forbidden.length === 0) return;
    const which = sql`id = ANY(${forbidden}::text[])`;
    await db.transaction().execute((tx) => endGrants(tx, which, 'RIGHT_GONE', clock()));
    log.info({ grants: forbidden }, 'the rules do not allow these any more');
  }

  /**
   * May this person, by the rules as they are now and what is known of the person, go on using it? A rule that cannot be
   * applied gives nobody anything.
   * @throws DATABASE_UNAVAILABLE, which says nothing about anybody
   */
  async function mayUse(at: Db | Tx, personId: string, instance: Instance): Promise<boolean> {
    try {
      await demandPart(at, personId, instance);
      return true;
    } catch (error) {
      if (error instanceof ORPCError && error.code === 'DATABASE_UNAVAILABLE') throw error;
      if (!(error instanceof ORPCError))
        log.error({ err: error }, 'a rule could not be applied: nothing is allowed by it');
      return false;
    }
  }

  /**
   * The same, saying why not. `person`: as the rules see one who calls at this moment.
   * @throws INSTANCE_NOT_FOUND, ACCOUNT_MISSING, PLAN_FORBIDDEN, DATASET_FORBIDDEN
   */
  async function demandPart(at: Db | Tx, personId: string, instance: Instance, person?: Person): Promise<void> {
    const role = instance.members.find((member) => member.personId === personId)?.role;
    if (!role) throw instanceNotFound();
    const { personId: ownerId } = ownerOf(instance);
    const known = person ?? (await judge.known(at, personId));
    admission.demandPart(known, ownerId === personId ? known : await judge.known(at, ownerId), role, instance);
  }

  function openGrants(personId: string | undefined) {
    return db
      .selectFrom('accessGrant')
      .select(['id', 'instanceId', 'personId'])
      .where('endedAt', 'is', null)
      .$if(personId !== undefined, (query) =>
        query.where('instanceId', 'in', (part) =>
          part
            .selectFrom('member')
            .select('instanceId')
            .where('personId', '=', personId as string),
        ),
      )
      .execute();
  }

  return { check, mayUse, demandPart };
}
