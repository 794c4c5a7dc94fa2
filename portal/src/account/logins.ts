import { announce } from '@atrium/server/database/changes';
import { hashSecret, mintId, mintSecret } from '@atrium/server/ids';
import { type ExpressionBuilder, type ExpressionWrapper, type SqlBool, sql } from 'kysely';
import type { Logger } from 'pino';
import { type Db, json, type Tables, type Tx } from '../database/tables.ts';
import { isAlive, type Login, namesOf } from './login.ts';

type LoginRules = { idleSeconds: number; absoluteSeconds: number };
export type NewLogin = Pick<
  Login,
  | 'issuerId'
  | 'issuer'
  | 'subject'
  | 'subjectFrom'
  | 'issuerSubject'
  | 'issuerSession'
  | 'name'
  | 'organisation'
  | 'claims'
  | 'ignored'
  | 'trusted'
  | 'acr'
  | 'authTime'
  | 'browser'
>;
/** What the issuer gave for later, sealed for the login of this id. */
export type LoginTokens = Pick<Login, 'refreshToken' | 'idToken' | 'refreshDueAt'>;
export type EndReason =
  | 'signed-out'
  | 'ended-by-person'
  | 'back-channel'
  | 'refresh-refused'
  | 'expired'
  | 'issuer-gone';

type Parts = {
  db: Db;
  clock: () => Date;
  rules: LoginRules;
  /** Who must be told when a login ends. */
  facilities: () => string[];
  log: Logger;
};
type Where = (row: ExpressionBuilder<Tables, 'login'>) => ExpressionWrapper<Tables, 'login', SqlBool>;

/** How often at most the use of a login is written down. */
const touchSeconds = 30;
/** Beyond its absolute end no connector keeps anything of a login: then nobody needs to be told any more. */
const graceSeconds = 600;

/** On this bell rings whatever concerns a login. */
export function bellOf({ id }: Pick<Login, 'id'>): string {
  return `login:${id}`;
}

export function createLogins({ db, clock, rules, facilities, log }: Parts) {
  /**
   * A new login with a new id. What it replaces in the same browser ends; if that was the same person's, its open
   * connections pass to the new one, and end with it.
   */
  async function begin(person: NewLogin, replaces: Login | undefined, tokensOf: (id: string) => LoginTokens) {
    const [id, secret, now] = [mintId(), mintSecret(), clock()];
    const isSamePerson = replaces?.issuer === person.issuer && replaces.subject === person.subject;
    const login = {
      ...person,
      id,
      cookieHash: hashSecret(secret),
      beganAt: now,
      lastUsedAt: now,
      endsAt: new Date(now.getTime() + rules.absoluteSeconds * 1000),
      earlier: isSamePerson ? namesOf(replaces) : [],
      opened: isSamePerson ? replaces.opened : [],
      ...tokensOf(id),
      refreshLeasedUntil: null,
    } satisfies Login;
    await db.transaction().execute(async (tx) => {
      await tx
        .insertInto('person')
        .values({ issuer: person.issuer, subject: person.subject, language: null })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      if (replaces) {
        await tx.deleteFrom('login').where('id', '=', replaces.id).execute();
        await announce(tx, [bellOf(replaces)]);
        if (!isSamePerson) await oweEndings(tx, replaces);
      }
      const { claims, ignored, trusted } = login;
      await tx
        .insertInto('login')
        .values({ ...login, claims: json(claims), ignored: json(ignored), trusted: json(trusted) })
        .execute();
    });
    log.info({ login: id, issuer: person.issuer, subject: person.subject }, 'signed in');
    return { login, secret };
  }

  /** The login of a cookie, if it is alive. */
  async function find(secret: string | undefined): Promise<Login | undefined> {
    if (secret === undefined || secret.length > 100) return undefined;
    const login = await db
      .selectFrom('login')
      .selectAll()
      .where('cookieHash', '=', hashSecret(secret))
      .executeTakeFirst();
    return login && isAlive(login, clock(), rules.idleSeconds) ? login : undefined;
  }

  async function isStillThere({ id }: Login): Promise<boolean> {
    const login = await db.selectFrom('login').selectAll().where('id', '=', id).executeTakeFirst();
    return login !== undefined && isAlive(login, clock(), rules.idleSeconds);
  }

  function ofPerson({ issuer, subject }: Pick<Login, 'issuer' | 'subject'>): Promise<Login[]> {
    return db
      .selectFrom('login')
      .selectAll()
      .where((row) => row.and({ issuer, subject }))
      .orderBy('beganAt', 'desc')
      .execute();
  }

  /** Somebody did something in the portal. */
  async function touch({ id, lastUsedAt }: Login): Promise<void> {
    const now = clock();
    if (now.getTime() - lastUsedAt.getTime() < touchSeconds * 1000) return;
    await db.updateTable('login').set({ lastUsedAt: now }).where('id', '=', id).execute();
  }

  /** Somebody did something in an instance there. `name`: any by which the facility knows the login. */
  async function noteInput(facility: string, name: string, at: Date): Promise<void> {
    const now = clock();
    await db
      .updateTable('login')
      .set({ lastUsedAt: at < now ? at : now })
      .where(sql<boolean>`(id = ${name} OR earlier @> ARRAY[${name}]) AND opened @> ARRAY[${facility}]`)
      .where('lastUsedAt', '<', at)
      .execute();
  }

  async function noteOpened({ id }: Login, facility: string): Promise<void> {
    await db
      .updateTable('login')
      .set({ opened: sql<string[]>`array_append(opened, ${facility})` })
      .where('id', '=', id)
      .where(sql<boolean>`NOT opened @> ARRAY[${facility}]`)
      .execute();
  }

  /** Ends logins, and owes it to every facility to end what they opened: both in one transaction. */
  async function end(which: Where, reason: EndReason): Promise<Login[]> {
    const ended = await db.transaction().execute(async (tx) => {
      const gone = await tx.deleteFrom('login').where(which).returningAll().execute();
      for (const login of gone) await oweEndings(tx, login);
      await announce(tx, gone.map(bellOf));
      return gone;
    });
    for (const { id, issuer, subject } of ended) log.info({ login: id, issuer, subject, reason }, 'a login has ended');
    return ended;
  }

  async function oweEndings(tx: Tx, login: Login): Promise<void> {
    const nextAt = clock();
    const giveUpAt = new Date(login.endsAt.getTime() + graceSeconds * 1000);
    const owed = facilities().flatMap((facility) =>
      namesOf(login).map((name) => ({ login: name, facility, nextAt, giveUpAt })),
    );
    if (owed.length === 0) return;
    await tx
      .insertInto('ending')
      .values(owed)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await announce(tx, [endingsBell]);
  }

  return { begin, find, isStillThere, ofPerson, touch, noteInput, noteOpened, end, rules };
}

export const endingsBell = 'endings';
export type Logins = ReturnType<typeof createLogins>;
