import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, lstat, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { InterfacePart } from './part.ts';
import { path } from './sandbox/path.ts';
import type { LocalSettings } from './settings.ts';

export type Identity = { is: 'known'; lines: string[] } | { is: 'missing'; what: string };

/** Where the roots and assets of environments lie, and what is in them. */
export function createRoots({ roots, assets }: Pick<LocalSettings, 'roots' | 'assets'>) {
  const directoryOf = (root: string) => (root === 'host' ? '/' : join(roots[root] ?? '', 'root'));
  const assetsOf = (name: string) => {
    const found = assets.map((directory) => join(directory, name)).find((directory) => existsSync(directory));
    return found ?? null;
  };

  /** What would run for an interface: named packages with their versions, the root file system's own list, the assets. */
  async function identify(part: InterfacePart): Promise<Identity> {
    const what = whatIsMissing(part);
    if (what) return { is: 'missing', what };
    const packages = await identifyPackages(part);
    if (packages.is === 'missing') return packages;
    return { is: 'known', lines: [...(await identifyAssets(part)), ...(await identifyRoot(part)), ...packages.lines] };
  }

  /** What is missing of where it would run, looked at quickly; undefined: nothing. */
  function whatIsMissing({ root, assets: name }: InterfacePart): string | undefined {
    if (name !== undefined && !assetsOf(name)) return `its assets, the folder ${name}, are not there`;
    if (root === 'host') return undefined;
    if (!roots[root]) return `this facility has no root file system ${root}`;
    const whole = [join(directoryOf(root), 'usr'), join(roots[root], 'identity')].every((path) => existsSync(path));
    return whole ? undefined : `the root file system ${root} is not there, or not whole`;
  }

  async function identifyAssets({ assets: name }: InterfacePart): Promise<string[]> {
    return name === undefined ? [] : [`assets ${name} sha256:${await hashOfTree(assetsOf(name) ?? '')}`];
  }

  async function identifyRoot({ root }: InterfacePart): Promise<string[]> {
    if (root === 'host') return [];
    const list = await readFile(join(roots[root] ?? '', 'identity'));
    return [`root ${root} sha256:${createHash('sha256').update(list).digest('hex')}`];
  }

  async function identifyPackages(part: InterfacePart): Promise<Identity> {
    const named = [...part.packages, ...(await packagesOfAssets(part))];
    if (named.length === 0) return { is: 'known', lines: [] };
    const installed = await installedVersions(named);
    const missing = named.filter((name) => !installed.has(name));
    if (missing.length > 0) return { is: 'missing', what: `Debian packages are missing: ${missing.join(', ')}` };
    return { is: 'known', lines: [...installed].map(([name, version]) => `${name}=${version}`) };
  }

  async function packagesOfAssets({ assets: name }: InterfacePart): Promise<string[]> {
    const file = name === undefined ? undefined : join(assetsOf(name) ?? '', 'packages');
    if (!file || !existsSync(file)) return [];
    return (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  }

  return { directoryOf, assetsOf, identify, whatIsMissing };
}

export type Roots = ReturnType<typeof createRoots>;

async function installedVersions(names: string[]): Promise<Map<string, string>> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the fields are dpkg's
  const format = '${Package} ${Version} ${db:Status-Status}\\n';
  const query = promisify(execFile)('dpkg-query', ['--show', '--showformat', format, ...names], {
    env: { PATH: path },
  });
  // It ends with 1 when it does not know one of them, and lists the others all the same.
  const { stdout } = await query.catch((error: { stdout: string }) => error);
  const rows = stdout.split('\n').map((line) => line.split(' '));
  return new Map(
    rows.filter(([, , status]) => status === 'installed').map(([name = '', version = '']) => [name, version]),
  );
}

/** Of names and contents, and of who may be run: a changed start script is another environment. */
async function hashOfTree(directory: string): Promise<string> {
  const entries = await Array.fromAsync(glob('**/*', { cwd: directory, withFileTypes: true }));
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  const tree = createHash('sha256');
  for (const path of paths) {
    const { mode } = await lstat(path);
    tree.update(`${relative(directory, path)}\0${mode & 0o100 ? 'x' : '-'}\0`);
    if ((mode & 0o170000) === 0o100000) tree.update(await readFile(path));
    if ((mode & 0o170000) === 0o120000) tree.update(await readlink(path));
    tree.update('\0');
  }
  return tree.digest('hex');
}
