import { ORPCError } from '@orpc/server';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Db, Tx } from '../database/tables.ts';
import type { Admission } from '../instances/admission.ts';
import type { Instance } from '../instances/instance.ts';
import * as store from '../instances/store.ts';
import type { Judge, KnownPerson } from '../people/judge.ts';
import { endGrants } from './changes.ts';

export type Enforcement = ReturnType<typeof createEnforcement>;

type Parts = {
  db: Db;
  judge: Pick<Judge, 'judged'>;
  admission: Pick<Admission, 'demandUse'>;
  clock: () => Date;
  log: Logger;
};

/**
 * Closes what the facility's rules do not allow any more: when a file has changed, and when a person's newest token says
 * something else of the person.
 */
export function createEnforcement({ db, judge, admission, clock, log }: Parts) {
  let checking = Promise.resolve();

  /** Of one person, or of everybody. One after the other, and each after the change that asked for it. */
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
    for (const { id, person, instanceId } of open) {
      const instance = await store.find(db, instanceId);
      if (!instance || !allows(person, instance)) forbidden.push(id);
    }
    if (forbidden.length === 0) return;
    const which = sql`id = ANY(${forbidden}::text[])`;
    await db.transaction().execute((tx) => endGrants(tx, which, 'RIGHT_GONE', clock()));
    log.info({ grants: forbidden }, 'the rules do not allow these any more');
  }

  /** May this person, by the rules as they are now and what is known of the person, go on using it? */
  async function mayUse(at: Db | Tx, personId: string, instance: Instance): Promise<boolean> {
    const person = await at
      .selectFrom('person')
      .select(['id', 'issuer', 'subject', 'facts'])
      .where('id', '=', personId)
      .executeTakeFirst();
    return person !== undefined && allows(person, instance);
  }

  /** A rule that cannot be applied gives nobody anything. */
  function allows(person: KnownPerson, instance: Instance): boolean {
    try {
      admission.demandUse(judge.judged(person), instance);
      return true;
    } catch (error) {
      if (!(error instanceof ORPCError))
        log.error({ err: error }, 'a rule could not be applied: nothing is allowed by it');
      return false;
    }
  }

  async function openGrants(personId: string | undefined) {
    const rows = await db
      .selectFrom('accessGrant')
      .innerJoin('person', 'person.id', 'accessGrant.personId')
      .select(['accessGrant.id', 'instanceId', 'person.id as personId', 'issuer', 'subject', 'facts'])
      .where('endedAt', 'is', null)
      .$if(personId !== undefined, (query) => query.where('personId', '=', personId as string))
      .execute();
    return rows.map(({ id, instanceId, personId: personOf, issuer, subject, facts }) => ({
      id,
      instanceId,
      person: { id: personOf, issuer, subject, facts },
    }));
  }

  return { check, mayUse };
}
