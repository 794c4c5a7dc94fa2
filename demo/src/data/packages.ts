import { execFile } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian packages with measured data in them, and under which licence these are. */
export const packages = {
  'python3-sasview': 'BSD-3-Clause',
  'python-xraylarch-doc': 'BSD-2-Clause',
  'pymca-data': 'MIT',
};

export type PackageName = keyof typeof packages;

/** A package as it was unpacked: never installed, for only its files are wanted. */
export type Unpacked = { name: PackageName; version: string; directory: string };

/**
 * Fetches and unpacks what is not in the cache yet: one directory for each package, `name@version`, whole or not there.
 * Nothing is installed: what would begin at once, as a server of the package, does not.
 * @throws Error with apt's words, for example when there is no network.
 */
export async function fetchPackages(cache: string, names: string[] = dataPackages): Promise<number> {
  await mkdir(cache, { recursive: true });
  const missing = names.filter((name) => !find(cache, name));
  for (const name of missing) {
    const work = await mkdtemp(join(cache, 'unfinished-'));
    try {
      await run('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', name], { cwd: work });
      const [archive = ''] = readdirSync(work);
      const { stdout: version } = await run('dpkg-deb', ['--field', join(work, archive), 'Version']);
      await run('dpkg-deb', ['--extract', join(work, archive), join(work, 'files')]);
      await rename(join(work, 'files'), join(cache, `${name}@${version.trim()}`));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return missing.length;
}

/** The packages in the cache: all of them, or those that could be fetched. */
export function unpackedIn(cache: string): Unpacked[] {
  return dataPackages.flatMap((name) => {
    const found = find(cache, name);
    return found ? [{ name, ...found }] : [];
  });
}

/**
 * A file of a package by its name: its folder is another in another release of Debian, and one of them holds some twice.
 * @throws Error when it is not there, or when two of that name differ.
 */
export function fileOf({ directory, name }: Unpacked, file: string): string {
  const [first, ...others] = globSync(`**/${file}`, { cwd: directory }).toSorted();
  if (first === undefined) throw new Error(`${name} holds no file ${file}`);
  const content = readFileSync(join(directory, first));
  const isOther = others.some((path) => !readFileSync(join(directory, path)).equals(content));
  if (isOther) throw new Error(`${name} holds several files ${file}, which differ`);
  return first;
}

const dataPackages = Object.keys(packages) as PackageName[];

function find(cache: string, name: string): Omit<Unpacked, 'name'> | undefined {
  if (!existsSync(cache)) return undefined;
  const [directory] = globSync(join(cache, `${name}@*`))
    .sort()
    .reverse();
  return directory ? { version: basename(directory).slice(name.length + 1), directory } : undefined;
}
