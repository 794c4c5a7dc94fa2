import { facilityBroken } from '@atrium/contract/errors';
import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import { type Instance, instance } from '@atrium/contract/v1/instances';
import * as z from 'zod';
import type { Login } from '../account/login.ts';
import { type Db, json } from '../database/tables.ts';
import type { Facilities } from '../facilities/facilities.ts';
import type { Asking, FacilityClient } from './facility-client.ts';
import { isRefusal } from './fan-out.ts';

const mostPages = 5;
const keptDays = 30;

type Parts = { db: Db; client: FacilityClient; facilities: Facilities; clock: () => Date; withinMs: number };
type Call = { login: Login; traceId: string; signal: AbortSignal | undefined };
type Over = 'include' | 'exclude';

/**
 * My instances at one facility. The last answer for each person, facility and list is kept, and shown only while the
 * facility does not answer; nothing else is made of it.
 */
export function createInstances({ db, client, facilities, clock, withinMs }: Parts) {
  async function list(entry: FacilityEntry, over: Over, call: Call) {
    try {
      const instances = await ask(entry, over, call);
      const observedAt = clock();
      await keep(call.login, entry, over, instances, observedAt);
      return { instances, observedAt: observedAt.toISOString(), silentSince: null };
    } catch (error) {
      const last = isRefusal(error, 'FACILITY_SILENT') ? await recall(call.login, entry, over) : undefined;
      if (!last) throw error;
      const silentSince = facilities.silentSince(entry.id) ?? clock();
      return { ...last, silentSince: silentSince.toISOString() };
    }
  }

  async function ask(entry: FacilityEntry, over: Over, { login, traceId, signal }: Call): Promise<Instance[]> {
    const context: Asking = { entry, as: { login }, traceId, withinMs };
    const all: Instance[] = [];
    let after: string | undefined;
    for (let page = 0; page < mostPages; page++) {
      const { instances, next } = await client.instances.list(
        { limit: 100, over, ...(after === undefined ? {} : { after }) },
        signal ? { context, signal } : { context },
      );
      all.push(...instances);
      if (next === null) break;
      if (next === after) throw facilityBroken({ facility: entry.id }, new Error('its pages do not end'));
      after = next;
    }
    return all;
  }

  async function keep({ issuer, subject }: Login, { id }: FacilityEntry, list: Over, answer: Instance[], at: Date) {
    const observed = { answer: json(answer), observedAt: at };
    await db
      .insertInto('lastAnswer')
      .values({ issuer, subject, facility: id, list, ...observed })
      .onConflict((conflict) => conflict.columns(['issuer', 'subject', 'facility', 'list']).doUpdateSet(observed))
      .execute();
  }

  async function recall({ issuer, subject }: Login, { id }: FacilityEntry, list: Over) {
    const row = await db
      .selectFrom('lastAnswer')
      .select(['answer', 'observedAt'])
      .where((one) => one.and({ issuer, subject, facility: id, list }))
      .executeTakeFirst();
    const kept = z.array(instance).safeParse(row?.answer);
    return row && kept.success ? { instances: kept.data, observedAt: row.observedAt.toISOString() } : undefined;
  }

  async function purge(): Promise<void> {
    const oldest = new Date(clock().getTime() - keptDays * 86_400_000);
    await db.deleteFrom('lastAnswer').where('observedAt', '<', oldest).execute();
  }

  return { list, purge };
}

export type Instances = ReturnType<typeof createInstances>;
