import { hashSecret, mintId, mintSecret } from '@atrium/server/ids';
import type { Db } from '../database/tables.ts';

/** A sign-in that has begun in one browser: what must fit together when the browser comes back. */
export type Attempt = {
  id: string;
  stateHash: string;
  cookieHash: string;
  issuerId: string;
  nonce: string;
  verifier: string;
  returnTo: string;
  beganAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
};

export const attemptSeconds = 600;
/** How long the portal still knows where somebody wanted to go who took longer than an attempt lives. */
const rememberedSeconds = 24 * 3600;
/** A browser keeps this many: enough for the tabs in which a person signs in at once. */
const mostPerBrowser = 4;
const cookiePrefix = '__Host-atrium-attempt-';

type Cookies = Record<string, string | undefined>;

export function createAttempts(db: Db, clock: () => Date) {
  async function begin(issuerId: string, returnTo: string) {
    const [state, nonce, verifier, secret] = [mintSecret(), mintSecret(), mintSecret(), mintSecret()];
    const beganAt = clock();
    const attempt = {
      id: mintId(),
      stateHash: hashSecret(state),
      cookieHash: hashSecret(secret),
      issuerId,
      nonce,
      verifier,
      returnTo,
      beganAt,
      expiresAt: new Date(beganAt.getTime() + attemptSeconds * 1000),
      usedAt: null,
    };
    await db.insertInto('attempt').values(attempt).execute();
    return { attempt, state, cookie: { name: cookiePrefix + attempt.id, value: secret } };
  }

  function find(state: string): Promise<Attempt | undefined> {
    return db.selectFrom('attempt').selectAll().where('stateHash', '=', hashSecret(state)).executeTakeFirst();
  }

  function isOfBrowser({ id, cookieHash }: Attempt, cookies: Cookies): boolean {
    const secret = cookies[cookiePrefix + id];
    return secret !== undefined && hashSecret(secret) === cookieHash;
  }

  /** Once, however many try at once. */
  async function use({ id }: Attempt): Promise<boolean> {
    const used = await db
      .updateTable('attempt')
      .set({ usedAt: clock() })
      .where('id', '=', id)
      .where('usedAt', 'is', null)
      .executeTakeFirst();
    return used.numUpdatedRows === 1n;
  }

  async function forget(ids: string[]): Promise<void> {
    if (ids.length > 0) await db.deleteFrom('attempt').where('id', 'in', ids).execute();
  }

  /** The cookies of a browser that must go, so that one more attempt fits: the oldest, and those nobody knows. */
  async function surplusOf(cookies: Cookies): Promise<string[]> {
    const names = Object.keys(cookies).filter((name) => name.startsWith(cookiePrefix));
    const ids = names.map((name) => name.slice(cookiePrefix.length));
    if (ids.length < mostPerBrowser) return [];
    const kept = await db
      .selectFrom('attempt')
      .select('id')
      .where('id', 'in', ids)
      .orderBy('beganAt', 'desc')
      .limit(mostPerBrowser - 1)
      .execute();
    const keptIds = new Set(kept.map(({ id }) => id));
    await forget(ids.filter((id) => !keptIds.has(id)));
    return ids.filter((id) => !keptIds.has(id)).map((id) => cookiePrefix + id);
  }

  async function purge(): Promise<void> {
    const oldest = new Date(clock().getTime() - rememberedSeconds * 1000);
    await db.deleteFrom('attempt').where('beganAt', '<', oldest).execute();
  }

  return { begin, find, isOfBrowser, use, forget, surplusOf, purge, cookieNameOf: (id: string) => cookiePrefix + id };
}

export type Attempts = ReturnType<typeof createAttempts>;
