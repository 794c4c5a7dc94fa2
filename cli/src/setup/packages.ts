import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';
import { Unmet } from './step.ts';

const lists = join(import.meta.dirname, '../../setup/packages');

/** The Debian packages of a list of ours: one name a line, `#` begins a comment. */
export function packagesOf(list: string): string[] {
  return readFileSync(join(lists, `${list}.list`), 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/**
 * Installs what is missing of them, one call at a time. `asRoot`: what a command must begin with to run as root.
 * @throws Unmet with the command to type, when nobody here can be root.
 */
export async function installPackages(wanted: string[], asRoot: string[] | undefined): Promise<string> {
  const missing = await missingOf(wanted);
  if (missing.length === 0) return 'there';

  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...missing];
  if (!asRoot) {
    throw new Unmet(`${missing.length} missing. As root, type: apt-get update && ${install.join(' ')}`);
  }
  const quiet = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive'];
  listsAreNew ??= run([...quiet, 'apt-get', 'update', '-qq']);
  await listsAreNew;
  await run([...quiet, ...install]);
  return `${missing.length} installed`;
}

/** They are read once: while a root file system is made from them they stay as they are. */
let listsAreNew: Promise<unknown> | undefined;

async function missingOf(wanted: string[]): Promise<string[]> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the fields are dpkg's
  const known = await run(['dpkg-query', '--show', '--showformat', '${Package} ${db:Status-Status}\\n']);
  const installed = new Set(known.split('\n').filter((line) => line.endsWith(' installed')));
  return wanted.filter((name) => !installed.has(`${name} installed`));
}
