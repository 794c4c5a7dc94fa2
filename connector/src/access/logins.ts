import { announce } from '@atrium/server/database/changes';
import { sql } from 'kysely';
import type { Db, Tx } from '../database/tables.ts';
import { isLoginEnded } from '../people/people.ts';
import { endGrants, voidTickets } from './changes.ts';

/**
 * Whether a login may still open something. Until the transaction ends, nobody can end the login or all that the person
 * has: who ends it later finds what was opened here, who ended it earlier is found here.
 */
export async function isLive(tx: Tx, { login, personId, tokenFrom }: Opening): Promise<boolean> {
  await sql`SELECT pg_advisory_xact_lock_shared(hashtext(${login}))`.execute(tx);
  const person = await tx
    .selectFrom('person')
    .select('tokensFrom')
    .where('id', '=', personId)
    .forShare()
    .executeTakeFirstOrThrow();
  const isOutdated = tokenFrom !== undefined && tokenFrom < person.tokensFrom;
  return !isOutdated && !(await isLoginEnded(tx, login));
}

type Opening = { login: string; personId: string; tokenFrom?: Date };

/** Ends all that a login has opened, and all that its tokens could still open. Returns how many grants that were. */
export function endLogin(db: Db, login: string, at: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtext(${login}))`.execute(tx);
    await tx
      .insertInto('endedLogin')
      .values({ login, at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { rows } = await sql<{ personId: string }>`
      SELECT DISTINCT person_id FROM access_grant WHERE ended_at IS NULL AND login = ${login}`.execute(tx);
    const ended = await endGrants(tx, sql`login = ${login}`, 'LOGIN_OVER', at);
    await voidTickets(tx, sql`login = ${login}`, at);
    await announce(
      tx,
      rows.map(({ personId }) => personId),
    );
    return ended;
  });
}

/** Ends all that a person has opened here. Tokens from before count no more. */
export function endPerson(db: Db, { idp, sub }: { idp: string; sub: string }, at: Date): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const person = await tx
      .updateTable('person')
      .set({ tokensFrom: at })
      .where((row) => row.and({ issuer: idp, subject: sub }))
      .returning('id')
      .executeTakeFirst();
    if (!person) return 0;
    const ended = await endGrants(tx, sql`person_id = ${person.id}`, 'LOGIN_OVER', at);
    await voidTickets(tx, sql`person_id = ${person.id}`, at);
    await announce(tx, [person.id]);
    return ended;
  });
}

/** When each login was last used to put something in, of those that were since then. */
export async function loginsUsedSince(db: Db, since: Date): Promise<{ login: string; lastInputAt: Date }[]> {
  const { rows } = await sql<{ login: string; lastInputAt: Date }>`
    SELECT login, max(last_input_at) AS last_input_at FROM access_grant
    WHERE last_input_at >= ${since} GROUP BY login ORDER BY login`.execute(db);
  return rows;
}
