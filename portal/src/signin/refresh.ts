import * as client from 'openid-client';
import type { Logger } from 'pino';
import type { Login } from '../account/login.ts';
import type { Logins } from '../account/logins.ts';
import { type Db, json } from '../database/tables.ts';
import type { Seal } from '../keys/seal.ts';
import { reasonOf } from '../reason.ts';
import { identify, judge } from './claims.ts';
import { renew, SignInFailure, type Told } from './exchange.ts';
import type { Issuer, Issuers } from './issuers.ts';

const leaseSeconds = 60;
const retrySeconds = 30;
const shortestSeconds = 30;
/** For an issuer that does not say how long its access tokens live. */
const usualSeconds = 600;
const batch = 20;

/** Before the access token ends, with time to try again. */
export function refreshDueAt(now: Date, expiresInSeconds: number | undefined): Date {
  const seconds = Math.max((expiresInSeconds ?? usualSeconds) * 0.8, shortestSeconds);
  return new Date(now.getTime() + seconds * 1000);
}

type Parts = { db: Db; logins: Logins; issuers: Issuers; seal: Seal; clock: () => Date; log: Logger };

/**
 * Asks the issuers again for whom they still vouch, and what for. A login never outlives what its issuer grants: a
 * refusal ends it. An issuer that does not answer does not, for then nobody knows.
 */
export function createRefresh({ db, logins, issuers, seal, clock, log }: Parts) {
  const running = new Set<string>();

  async function refreshDue(): Promise<void> {
    const due = (await claim()).filter(({ id }) => !running.has(id));
    await Promise.all(due.map(refreshOne));
  }

  async function refreshOne(login: Login): Promise<void> {
    running.add(login.id);
    await refresh(login).finally(() => running.delete(login.id));
  }

  /** One at a time for each login: a refresh token that is used twice ends its whole family. */
  function claim(): Promise<Login[]> {
    const now = clock();
    return db
      .updateTable('login')
      .set({ refreshLeasedUntil: new Date(now.getTime() + leaseSeconds * 1000) })
      .where('id', 'in', (due) =>
        due
          .selectFrom('login')
          .select('id')
          .where('refreshDueAt', '<=', now)
          .where((row) => row.or([row('refreshLeasedUntil', 'is', null), row('refreshLeasedUntil', '<=', now)]))
          .orderBy('refreshDueAt')
          .limit(batch)
          .forUpdate()
          .skipLocked(),
      )
      .returningAll()
      .execute();
  }

  async function refresh(login: Login): Promise<void> {
    const issuer = issuers.get(login.issuerId);
    const token = login.refreshToken === null ? undefined : seal.open(login.refreshToken, login.id);
    if (!issuer || token === undefined) return end(login, 'its refresh token cannot be opened any more');
    try {
      await keep(login, issuer, await renew(issuer, token, login.issuerSubject, clock()));
    } catch (err) {
      if (isRefused(err)) return end(login, err);
      log.info({ reason: reasonOf(err), login: login.id }, 'an issuer could not be asked whether a login goes on');
      const refreshAgainAt = new Date(clock().getTime() + retrySeconds * 1000);
      await db
        .updateTable('login')
        .set({ refreshDueAt: refreshAgainAt, refreshLeasedUntil: null })
        .where('id', '=', login.id)
        .execute();
    }
  }

  async function keep(login: Login, { profile }: Issuer, told: Told): Promise<void> {
    const who = identify(told.received, profile, told.issuerSubject);
    if (who.subject !== login.subject) return end(login, 'the refresh is about somebody else');
    const { claims, ignored, trusted } = judge(told.received, profile);
    await db
      .updateTable('login')
      .set({
        name: who.name,
        organisation: who.organisation,
        claims: json(claims),
        ignored: json(ignored),
        trusted: json(trusted),
        ...(told.refreshToken === undefined ? {} : { refreshToken: seal.seal(told.refreshToken, login.id) }),
        refreshDueAt: refreshDueAt(clock(), told.expiresInSeconds),
        refreshLeasedUntil: null,
      })
      .where('id', '=', login.id)
      .execute();
  }

  async function end({ id }: Login, err: unknown): Promise<void> {
    log.info({ reason: reasonOf(err), login: id }, 'an issuer does not grant a login any more');
    await logins.end((row) => row('id', '=', id), 'refresh-refused');
  }

  return { refreshDue };
}

/** The issuer has spoken: the grant is gone, or it speaks of somebody else. Anything else is silence. */
function isRefused(error: unknown): boolean {
  if (error instanceof SignInFailure) return error.step === 'id-token';
  return error instanceof client.ResponseBodyError && error.error === 'invalid_grant';
}
