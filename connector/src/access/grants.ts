import { accessEnded, ticketRefused } from '@atrium/contract/errors';
import type { Activity, Grant } from '@atrium/contract/gateway/api';
import { hashSecret } from '@atrium/server/ids';
import { sql } from 'kysely';
import type { Config } from '../config.ts';
import type { Db, Tx } from '../database/tables.ts';
import type { Engine, OfferedInterface, Reach } from '../engines/engine.ts';
import { warnSecondsOf } from '../instances/end.ts';
import { type Instance, isOver, runKeyOf } from '../instances/instance.ts';
import { drives, opens } from '../instances/policy.ts';
import * as store from '../instances/store.ts';
import { peopleHere } from '../members/people.ts';
import type { Outside } from '../outside.ts';
import { recordOpening } from '../usage/ledger.ts';
import { tellChanged } from './changes.ts';
import type { Enforcement } from './enforcement.ts';
import { isLive } from './logins.ts';

export type Grants = ReturnType<typeof createGrants>;
type Row = NonNullable<Awaited<ReturnType<typeof findRow>>>;
type Parts = { db: Db; engine: Engine; config: Config; enforcement: Pick<Enforcement, 'mayUse'> } & Pick<
  Outside,
  'clock' | 'mintId' | 'at'
>;

/** While an interface is not there, nothing passes, and this is where nothing would answer. */
const nowhere = { socket: '/nonexistent' };

/** What a person may do at one host, in one browser: begun by a ticket, recalled by a cookie, ended by us. */
export function createGrants({ db, engine, config, enforcement, clock, mintId, at }: Parts) {
  const { host: appsHost } = new URL(config.appsUrl);
  const labelOf = (host: string) => (host.endsWith(`.${appsHost}`) ? host.slice(0, -appsHost.length - 1) : '');

  /**
   * Burns the ticket, whatever comes of it, and begins a grant. The grants that the same person has at this host pass
   * to the new login, which lives longer.
   * @throws TICKET_REFUSED
   */
  async function redeem({ host, ticket, cookieHash }: { host: string; ticket: string; cookieHash: string }) {
    const now = clock();
    const hash = hashSecret(ticket);
    const id = await db.transaction().execute(async (tx) => {
      const known = await tx.selectFrom('ticket').selectAll().where('hash', '=', hash).executeTakeFirst();
      // Before the ticket, as whoever ends a login does: the other way round, each would wait for the other.
      const mayOpenSomething = known !== undefined && (await isLive(tx, known));
      const burnt = await tx
        .updateTable('ticket')
        .set({ usedAt: now })
        .where('hash', '=', hash)
        .where('usedAt', 'is', null)
        .returningAll()
        .executeTakeFirst();
      at('ticket-burnt');
      if (!burnt || burnt.expiresAt <= now || burnt.label !== labelOf(host) || burnt.loginEndsAt <= now)
        return undefined;
      return mayOpenSomething ? begin(tx, burnt, cookieHash, now) : undefined;
    });
    at('intent-stored');
    if (id === undefined) throw ticketRefused();
    return demand(id, ticketRefused);
  }

  type Burnt = Pick<Row, 'label' | 'personId' | 'login' | 'loginEndsAt' | 'language' | 'colourScheme'>;

  async function begin(tx: Tx, burnt: Burnt, cookieHash: string, now: Date): Promise<string | undefined> {
    const { label, personId, login, loginEndsAt, language, colourScheme } = burnt;
    const place = await tx.selectFrom('interfaceHost').selectAll().where('label', '=', label).executeTakeFirstOrThrow();
    const instance = await store.find(tx, place.instanceId);
    const offered = instance?.spec.environment.interfaces.find(({ name }) => name === place.interface);
    if (!instance || !offered || !mayOpen(instance, offered, personId)) return undefined;
    if (!(await enforcement.mayUse(tx, personId, instance))) return undefined;
    const taken = await tx
      .updateTable('accessGrant')
      .set({ login, loginEndsAt })
      .where((row) => row.and({ label, personId }))
      .where('endedAt', 'is', null)
      .returning('id')
      .execute();
    await tellChanged(
      tx,
      taken.map(({ id }) => id),
      now,
    );
    const id = mintId();
    const begun = {
      beganAt: now,
      endedAt: null,
      endReason: null,
      lastInputAt: null,
      reportedAt: null,
      connectedAt: null,
    };
    const mine = { id, label, personId, login, loginEndsAt, language, colourScheme, cookieHash };
    await tx
      .insertInto('accessGrant')
      .values({ ...mine, ...begun, instanceId: place.instanceId, interface: place.interface })
      .execute();
    await recordOpening(tx, id, personId, instance, now);
    return id;
  }

  /** @throws ACCESS_ENDED */
  async function recall({ host, cookieHash }: { host: string; cookieHash: string }): Promise<Grant> {
    const row = await db
      .selectFrom('accessGrant')
      .select('id')
      .where((one) => one.and({ label: labelOf(host), cookieHash }))
      .where('endedAt', 'is', null)
      .where('loginEndsAt', '>', clock())
      .executeTakeFirst();
    if (!row) throw accessEnded();
    return demand(row.id, accessEnded);
  }

  /** A grant as it is now; `undefined`: it is over. */
  async function find(id: string): Promise<Grant | undefined> {
    const row = await findRow(db, id);
    if (!row || row.endedAt) return undefined;
    const instance = await store.find(db, row.instanceId);
    const offered = instance?.spec.environment.interfaces.find(({ name }) => name === row.interface);
    if (!instance || !offered || !mayOpen(instance, offered, row.personId)) return undefined;
    if (!(await enforcement.mayUse(db, row.personId, instance))) return undefined;
    return present(row, instance, offered);
  }

  async function demand(id: string, refusal: typeof accessEnded): Promise<Grant> {
    const grant = await find(id);
    if (!grant) throw refusal();
    return grant;
  }

  async function present(row: Row, instance: Instance, offered: OfferedInterface): Promise<Grant> {
    const { name, kind, title } = offered;
    const isReady = instance.state === 'ready' && instance.interfaces[name]?.state === 'ready';
    const reach = isReady ? await engine.reach(runKeyOf(config.facility.tag, instance), name) : undefined;
    const role = instance.members.find(({ personId }) => personId === row.personId)?.role ?? 'viewer';
    const isDriving = drives(row.personId, instance);
    const { id, name: facility, accent } = config.facility;
    return {
      id: row.id,
      host: `${row.label}.${appsHost}`,
      cookieHash: row.cookieHash,
      person: { id: row.personId, name: row.personName },
      login: row.login,
      instance: presentInBar(instance),
      facility: { id, name: facility, accent },
      interface: { name, kind, title },
      role,
      drives: isDriving,
      people: await peopleHere(db, instance),
      ready: reach !== undefined,
      reach: reach?.at ?? nowhere,
      secret: reach ? secretFor(reach, isDriving) : null,
      viewSecret: reach?.credential.is === 'vnc' ? reach.credential.view : null,
      endsAt: row.loginEndsAt.toISOString(),
      language: row.language,
      colourScheme: row.colourScheme as Grant['colourScheme'],
    };
  }

  /** Writes what gateways say of open grants, and answers which of them are over. */
  async function report(activities: Activity[]): Promise<string[]> {
    if (activities.length === 0) return [];
    const ids = activities.map(({ id }) => id);
    const { rows } = await sql<{ id: string; instanceId: string; came: boolean }>`
      WITH before AS (SELECT id, connections > 0 AS was_here FROM access_grant WHERE id = ANY(${ids}::text[]) FOR UPDATE)
      UPDATE access_grant SET connections = said.connections, reported_at = now(),
             connected_at = CASE WHEN said.connections > 0 THEN now() ELSE connected_at END,
             bytes_to_person = greatest(access_grant.bytes_to_person, said.to_person),
             bytes_from_person = greatest(access_grant.bytes_from_person, said.from_person),
             last_input_at = greatest(access_grant.last_input_at, said.last_input_at)
      FROM jsonb_to_recordset(${JSON.stringify(activities.map(toRecord))}::jsonb)
        AS said (id text, connections int, to_person bigint, from_person bigint, last_input_at timestamptz)
      JOIN before USING (id)
      WHERE access_grant.id = said.id AND ended_at IS NULL AND login_ends_at > ${clock()}
      RETURNING access_grant.id, instance_id, was_here <> (said.connections > 0) AS came`.execute(db);
    const busy = new Set(rows.filter(({ came }) => came).map(({ instanceId }) => instanceId));
    if (busy.size > 0) await tellCompany([...busy]);
    const live = new Set(rows.map(({ id }) => id));
    return ids.filter((id) => !live.has(id));
  }

  /** Somebody has come or gone: all who have it open see who is here. Alone, nobody needs to be told. */
  async function tellCompany(instanceIds: string[]): Promise<void> {
    await db.transaction().execute(async (tx) => {
      const open = await tx
        .selectFrom('accessGrant')
        .select('id')
        .where('instanceId', 'in', instanceIds)
        .where('endedAt', 'is', null)
        .where('instanceId', 'in', (shared) =>
          shared.selectFrom('member').select('instanceId').where('role', '<>', 'owner'),
        )
        .execute();
      await tellChanged(
        tx,
        open.map(({ id }) => id),
        clock(),
      );
    });
  }

  return { redeem, recall, find, report };
}

/** Whether this person's role, as it is now, opens this interface. */
function mayOpen(instance: Instance, { kind }: OfferedInterface, personId: string): boolean {
  return !isOver(instance) && opens(kind, personId, instance);
}

function presentInBar({ id, name, state, endsAt, ...instance }: Instance): Grant['instance'] {
  return { id, name, state, endsAt: endsAt.toISOString(), warnSeconds: warnSecondsOf({ ...instance, endsAt }) };
}

function secretFor({ credential }: Reach, isDriving: boolean): string | null {
  if (credential.is === 'none') return null;
  if (credential.is === 'token') return credential.token;
  return isDriving ? credential.control : credential.view;
}

function toRecord({ id, connections, bytesToPerson, bytesFromPerson, lastInputAt }: Activity) {
  return { id, connections, to_person: bytesToPerson, from_person: bytesFromPerson, last_input_at: lastInputAt };
}

function findRow(db: Db, id: string) {
  return db
    .selectFrom('accessGrant')
    .innerJoin('person', 'person.id', 'accessGrant.personId')
    .selectAll('accessGrant')
    .select('person.name as personName')
    .where('accessGrant.id', '=', id)
    .executeTakeFirst();
}
