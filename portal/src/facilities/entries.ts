import { watch } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FacilityEntry, facilityEntry } from '@atrium/contract/portal/facility-entry';
import { parseSettings } from '@atrium/server/settings';
import type { Logger } from 'pino';

const restMs = 2000;

type Read = { entries: FacilityEntry[]; complaints: string[] };

/**
 * Follows the directory of facilities: `apply` is told what stands there, now and after each change. An entry with an
 * error takes only itself away, and one that was good stays as it was until it can be read again.
 * @throws Error at the start when there is no such directory.
 */
export async function followEntries(
  directory: string,
  apply: (entries: FacilityEntry[]) => Promise<void>,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<void> {
  const good = new Map<string, FacilityEntry>();
  let said = '';

  async function look(): Promise<void> {
    const { entries, complaints } = await readEntries(directory, good);
    const complaint = complaints.join('\n');
    if (complaint !== said && complaint !== '') log.error({ directory }, complaint);
    said = complaint;
    await apply(entries);
  }

  try {
    await look();
  } catch (cause) {
    throw new Error(`facilitiesDirectory: ${directory} cannot be read`, { cause });
  }
  keepLooking(directory, look, { log, signal });
}

/** The kernel tells of changes, and where it does not (network file systems), one look in two seconds does. */
function keepLooking(
  directory: string,
  look: () => Promise<void>,
  { log, signal }: { log: Logger; signal: AbortSignal },
) {
  let looking = Promise.resolve();
  const again = () => {
    looking = looking
      .then(() => (signal.aborted ? undefined : look()))
      .catch((err: unknown) => log.error({ err, directory }, 'the directory of facilities cannot be read'));
  };
  const timer = setInterval(again, restMs);
  const watcher = watch(directory, { signal }, again);
  watcher.on('error', (err) => {
    if (!signal.aborted) log.warn({ err, directory }, 'the directory of facilities is not watched: it is polled');
  });
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

async function readEntries(directory: string, good: Map<string, FacilityEntry>): Promise<Read> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
  for (const file of good.keys()) if (!files.includes(file)) good.delete(file);

  const complaints: string[] = [];
  for (const file of files) {
    const path = join(directory, file);
    try {
      good.set(file, parseSettings(facilityEntry, path, JSON.parse(await readFile(path, 'utf8'))));
    } catch (error) {
      complaints.push(error instanceof SyntaxError ? `${path} is not JSON` : (error as Error).message);
    }
  }
  return { entries: withoutTwins(files, good, complaints), complaints };
}

/** A token names one facility: two with one id, or one audience, could use each other's. The first file counts. */
function withoutTwins(files: string[], good: Map<string, FacilityEntry>, complaints: string[]): FacilityEntry[] {
  const kept: FacilityEntry[] = [];
  for (const file of files) {
    const entry = good.get(file);
    if (!entry) continue;
    const twin = kept.find(({ id, audience }) => id === entry.id || audience === entry.audience);
    if (twin) complaints.push(`${file} has the id or the audience of ${twin.id}, and is left out`);
    else kept.push(entry);
  }
  return kept;
}
