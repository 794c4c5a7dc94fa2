import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Environment } from '@atrium/contract/v1/environments';
import { ageMs } from '@atrium/server/age';
import type { Logger } from 'pino';
import type { Engine, Prepared, Problem } from '../engines/engine.ts';
import { watchDirectory } from '../watched-file.ts';
import { type EnvironmentFile, EnvironmentFileError, parseEnvironmentFile } from './environment-file.ts';

export type Environments = Awaited<ReturnType<typeof openEnvironments>>;

/** Of a facility that offers no compute. */
export const noEnvironments: Environments = {
  all: () => [],
  find: () => undefined,
  problems: () => [],
  onChange: () => {},
  close: async () => {},
};

/** An environment as it stands at this facility now. */
export type Offered = { file: EnvironmentFile; prepared: Exclude<Prepared, { is: 'wrong' }> };

type Found = { bytes: Buffer; offered: Offered } | { bytes: Buffer; problem: Problem };

/** What can be had now may be had no longer in a while, and the other way round. */
const prepareAgainMs = 60_000;

/**
 * The environments of a directory, one file each. A file with an error takes its own environment away and no other;
 * so does one whose environment another file has already. Changes take effect by themselves.
 */
export async function openEnvironments(parts: { directory: string; engine: Engine; log: Logger; clock: () => Date }) {
  const { directory, engine, log, clock } = parts;
  const listeners = new Set<() => void>();
  let found = new Map<string, Found>();
  let unreadable: Problem[] = [];
  let preparedAt = -Infinity;

  async function look(): Promise<void> {
    const isDue = ageMs(preparedAt, clock()) >= prepareAgainMs;
    try {
      const files = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).sort();
      const next = new Map<string, Found>();
      for (const file of files) {
        const bytes = await readFile(join(directory, file));
        const before = found.get(file);
        next.set(file, before?.bytes.equals(bytes) && !isDue ? before : await read(file, bytes));
      }
      refuseDoubles(next);
      const isOther = stateOf(next) !== stateOf(found);
      found = next;
      unreadable = [];
      if (isDue) preparedAt = clock().getTime();
      if (isOther) for (const tell of listeners) tell();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const message = `The directory of environments cannot be read (${code}). What was there stays.`;
      if (unreadable.length === 0) log.error({ err: error }, 'environments cannot be read');
      unreadable = [{ code: 'FILE_UNREADABLE', message, subject: basename(directory) }];
    }
  }

  async function read(file: string, bytes: Buffer): Promise<Found> {
    try {
      const environment = parseEnvironmentFile(file, bytes);
      return { bytes, offered: { file: environment, prepared: await prepare(file, environment) } };
    } catch (error) {
      const message = (error as Error).message;
      log.warn({ file, reason: message }, 'an environment cannot be used');
      return { bytes, problem: { code: 'ENVIRONMENT_UNAVAILABLE', message, subject: file } };
    }
  }

  async function prepare(file: string, environment: EnvironmentFile): Promise<Offered['prepared']> {
    const { interfaces, parts, lineOf } = environment;
    if (!Object.hasOwn(parts, engine.kind)) {
      const message = `It has no part for the engine of this facility (${engine.kind}).`;
      return { is: 'unavailable', why: { code: 'ENVIRONMENT_UNAVAILABLE', message, until: null } };
    }
    const prepared = await engine.prepare(parts[engine.kind], interfaces);
    if (prepared.is !== 'wrong') return prepared;
    const path = ['engines', engine.kind, ...prepared.path];
    throw new EnvironmentFileError(file, lineOf(path), path.join('.'), prepared.message);
  }

  await look();
  const watching = watchDirectory(directory, look);
  const all = () => [...found.values()].flatMap((one) => ('offered' in one ? [one.offered] : []));
  return {
    all,
    find: (id: string) => all().find(({ file }) => file.id === id),
    problems: () => [...unreadable, ...[...found.values()].flatMap(problemOf)],
    onChange: (listener: () => void) => void listeners.add(listener),
    close: () => watching.close(),
  };
}

/** SHA-256 of the file with what the engine would run: who has the same digest runs the same. */
export function digestOf({ file, prepared }: Offered): string | null {
  if (prepared.is === 'unavailable') return null;
  return createHash('sha256').update(`${file.sha256}\n${prepared.identity}`).digest('hex');
}

export function presentEnvironment(offered: Offered): Environment {
  const { file, prepared } = offered;
  const { id, title: name, version, description, software, techniques, interfaces, archived } = file;
  return {
    id,
    name,
    version,
    description,
    software,
    techniques,
    interfaces: interfaces.map(({ name, kind, title }) => ({ name, kind, title })),
    archived,
    digest: digestOf(offered),
    unavailable: prepared.is === 'unavailable' ? prepared.why : null,
  };
}

function refuseDoubles(found: Map<string, Found>): void {
  const seen = new Map<string, string>();
  for (const [file, one] of found) {
    if (!('offered' in one)) continue;
    const { id } = one.offered.file;
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, file);
      continue;
    }
    const message = `${file}, line ${one.offered.file.lineOf(['name'])}, name: ${id} is already in ${first}`;
    found.set(file, { bytes: one.bytes, problem: { code: 'ENVIRONMENT_UNAVAILABLE', message, subject: file } });
  }
}

function problemOf(found: Found): Problem[] {
  if ('problem' in found) return [found.problem];
  const { file, prepared } = found.offered;
  if (prepared.is === 'ready') return [];
  return [{ code: prepared.why.code, message: `${file.title}: ${prepared.why.message}`, subject: file.id }];
}

/** What of it readers can tell. */
function stateOf(found: Map<string, Found>): string {
  const states = [...found].map(([file, one]) =>
    'offered' in one ? [file, digestOf(one.offered), one.offered.prepared] : [file, one.problem],
  );
  return JSON.stringify(states);
}
