import type { Logins } from '../account/logins.ts';
import type { Db } from '../database/tables.ts';
import type { Issuers } from './issuers.ts';
import { LogoutTokenRefused, verifyLogoutToken } from './logout-token.ts';

type Parts = { db: Db; issuers: Issuers; logins: Logins; clock: () => Date };

const clockToleranceSeconds = 30;

/** An issuer ends logins: one session of it, or all of a person. */
export function createBackChannel({ db, issuers, logins, clock }: Parts) {
  /**
   * @returns the issuer. Also when nothing matched: that nobody is signed in is what was wanted.
   * @throws LogoutTokenRefused, and then nothing has ended
   */
  async function end(token: string, admit: (issuer: string) => Promise<void>): Promise<void> {
    const { iss, sub, sid, jti, exp } = await verifyLogoutToken(token, issuers, clock());
    await admit(iss);
    if (await isBurnt(iss, jti)) throw new LogoutTokenRefused('it was used before');
    await logins.end(
      (row) =>
        row.and([
          row('issuer', '=', iss),
          ...(sid === undefined ? [] : [row('issuerSession', '=', sid)]),
          ...(sub === undefined ? [] : [row('issuerSubject', '=', sub)]),
        ]),
      'back-channel',
    );
    // Only now: were it burnt before, and the portal killed between, a repeat would end nothing.
    await db
      .insertInto('burntLogoutToken')
      .values({ issuer: iss, jti, expiresAt: new Date((exp + clockToleranceSeconds) * 1000) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async function isBurnt(issuer: string, jti: string): Promise<boolean> {
    const burnt = await db
      .selectFrom('burntLogoutToken')
      .select('jti')
      .where((row) => row.and({ issuer, jti }))
      .executeTakeFirst();
    return burnt !== undefined;
  }

  async function purge(): Promise<void> {
    await db.deleteFrom('burntLogoutToken').where('expiresAt', '<', clock()).execute();
  }

  return { end, purge };
}

export type BackChannel = ReturnType<typeof createBackChannel>;
