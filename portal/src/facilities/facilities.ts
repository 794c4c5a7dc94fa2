import { isDeepStrictEqual } from 'node:util';
import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import type { Facility } from '@atrium/contract/portal/federation';
import { type FacilityDescription, facilityDescription } from '@atrium/contract/v1/facility';
import type { Logger } from 'pino';
import { type Db, json } from '../database/tables.ts';
import { reasonOf } from '../reason.ts';

type Known = { entry: FacilityEntry; description: FacilityDescription | null; silentSince: Date | null };

/**
 * Which facilities there are, what each last said of itself, and since when it is silent. Kept over a restart, so that
 * "silent since" is true.
 */
export async function createFacilities({ db, clock, log }: { db: Db; clock: () => Date; log: Logger }) {
  const known = new Map<string, Known>();
  const ears = new Set<(facility: string) => void>();
  const remembered = new Map((await db.selectFrom('facilityState').selectAll().execute()).map((row) => [row.id, row]));

  /** What stands in the directory. */
  async function apply(entries: FacilityEntry[]): Promise<void> {
    const changed = entries.filter((entry) => !isDeepStrictEqual(known.get(entry.id)?.entry, entry));
    const gone = [...known.keys()].filter((id) => !entries.some((entry) => entry.id === id));
    for (const entry of changed) {
      const before = known.get(entry.id) ?? remembered.get(entry.id);
      const description = facilityDescription.safeParse(before?.description).data ?? null;
      known.set(entry.id, { entry, description, silentSince: before?.silentSince ?? null });
      log.info({ facility: entry.id, connector: entry.connectorUrl }, 'a facility is part of the federation');
    }
    for (const id of gone) {
      known.delete(id);
      log.info({ facility: id }, 'a facility has left the federation');
    }
    for (const id of [...changed.map((entry) => entry.id), ...gone]) tell(id);
  }

  /** It has answered. */
  async function heard(id: string, description: FacilityDescription): Promise<void> {
    const facility = known.get(id);
    if (!facility) return;
    const isNews = facility.silentSince !== null || !isDeepStrictEqual(facility.description, description);
    if (!isNews) return;
    if (facility.silentSince) log.info({ facility: id, since: facility.silentSince }, 'a facility answers again');
    Object.assign(facility, { description, silentSince: null });
    await remember(id, facility);
    tell(id);
  }

  /** It has not answered, or not what the contract says. */
  async function missed(id: string, cause: unknown): Promise<void> {
    const facility = known.get(id);
    if (!facility || facility.silentSince) return;
    facility.silentSince = clock();
    log.warn({ facility: id, reason: reasonOf(cause) }, 'a facility does not answer');
    await remember(id, facility);
    tell(id);
  }

  /** Kept for the next start alone: that it cannot be kept now is no fault of the facility, and ends nothing. */
  async function remember(id: string, { description, silentSince }: Known): Promise<void> {
    const state = { description: description && json(description), silentSince };
    await db
      .insertInto('facilityState')
      .values({ id, ...state })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(state))
      .execute()
      .catch((error: unknown) => log.warn({ err: error, facility: id }, 'how a facility is could not be kept'));
  }

  function tell(id: string): void {
    for (const ear of ears) ear(id);
  }

  /** Hears the id of each facility that comes, goes, or is not as it was. */
  function listen(ear: (facility: string) => void): () => void {
    ears.add(ear);
    return () => ears.delete(ear);
  }

  return {
    apply,
    heard,
    missed,
    listen,
    all: () => [...known.values()].map(({ entry }) => entry),
    find: (id: string) => known.get(id)?.entry,
    silentSince: (id: string) => known.get(id)?.silentSince ?? null,
    present: () => [...known.values()].map(present).sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

export type Facilities = Awaited<ReturnType<typeof createFacilities>>;

/** What it says of itself, and before it said anything, what its entry says. */
function present({ entry, description, silentSince }: Known): Facility {
  const { id, name, kind, accent, contact, accessUrl } = entry;
  return {
    id,
    name,
    kind: description?.kind ?? kind,
    accent: description?.accent ?? accent,
    contact: description?.contact ?? contact,
    accessUrl: description ? description.accessUrl : accessUrl,
    silentSince: silentSince?.toISOString() ?? null,
  };
}
