import { setTimeout as pause } from 'node:timers/promises';
import type { Change } from '@atrium/contract/portal/changes';
import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import type { InstanceEvent } from '@atrium/contract/v1/events';
import { getEventMeta, withEventMeta } from '@orpc/server';
import type { Login } from '../account/login.ts';
import type { Facilities } from '../facilities/facilities.ts';
import { type Cursors, decodeCursors, encodeCursors, isCursor } from './cursors.ts';
import type { FacilityClient } from './facility-client.ts';
import { isRefusal } from './fan-out.ts';
import { createPending, type Pending } from './pending.ts';

const shortestPauseMs = 1000;
const longestPauseMs = 15_000;
/** These take or give back what others could have. */
const takingOrGiving = ['requested', 'stopped', 'ended', 'failed'];

type Parts = { client: FacilityClient; facilities: Facilities; withinMs: number };
type Reader = { login: Login; traceId: string; until: AbortSignal };

/** What changed for one person at every facility, as one stream that a browser can take up again where it was. */
export function createChanges({ client, facilities, withinMs }: Parts) {
  async function* follow(reader: Reader, lastEventId: string | undefined): AsyncGenerator<Change> {
    const { until } = reader;
    const cursors = decodeCursors(lastEventId);
    const pending = createPending();
    const followed = new Map<string, { entry: FacilityEntry; gone: AbortController }>();

    const attend = (id: string) => {
      const entry = facilities.find(id);
      if (followed.get(id)?.entry === entry) return;
      followed.get(id)?.gone.abort();
      followed.delete(id);
      if (!entry) {
        cursors.delete(id);
        return;
      }
      const gone = new AbortController();
      followed.set(id, { entry, gone });
      void followOne(entry, reader, pending, cursors.get(id), AbortSignal.any([gone.signal, until]));
    };
    const stop = facilities.listen((id) => {
      attend(id);
      pending.add({ what: 'facility', facility: id, instance: null });
    });
    for (const { id } of facilities.all()) attend(id);

    try {
      for (let next = await pending.take(until); next; next = await pending.take(until)) {
        if (next.cursor !== undefined) cursors.set(next.change.facility, next.cursor);
        yield withId(next.change, cursors);
      }
    } finally {
      stop();
      for (const { gone } of followed.values()) gone.abort();
    }
  }

  /** Opens the stream of one facility again and again, for its token ends, and so may its connector. */
  async function followOne(
    entry: FacilityEntry,
    { login, traceId }: Reader,
    pending: Pending,
    begin: string | undefined,
    until: AbortSignal,
  ): Promise<void> {
    let cursor = begin;
    let failures = 0;
    while (!until.aborted) {
      try {
        const events = await client.events.stream(
          {},
          {
            context: { entry, as: { login }, traceId, withinMs },
            signal: until,
            ...(cursor === undefined ? {} : { lastEventId: cursor }),
          },
        );
        // From here on nothing is missed; before, nobody knows.
        if (cursor === undefined) pending.add({ what: 'instances', facility: entry.id, instance: null });
        failures = 0;
        for await (const event of events) {
          const { id } = getEventMeta(event) ?? {};
          if (isCursor(id)) cursor = id;
          if (movesPlans(event)) pending.add({ what: 'plans', facility: entry.id, instance: null });
          pending.add({ what: 'instances', facility: entry.id, instance: event.instance }, cursor);
        }
      } catch (error) {
        if (isRefusal(error, 'NOT_OFFERED') || isRefusal(error, 'FACILITY_UNKNOWN')) return;
        failures++;
      }
      const pauseMs = Math.min(shortestPauseMs * 2 ** failures, longestPauseMs);
      await pause(pauseMs, undefined, { signal: until }).catch(() => {});
    }
  }

  return { follow };
}

function movesPlans({ interface: part, state }: InstanceEvent): boolean {
  return part === null && takingOrGiving.includes(state);
}

function withId(change: Change, cursors: Cursors): Change {
  return cursors.size === 0 ? change : withEventMeta({ ...change }, { id: encodeCursors(cursors) });
}
