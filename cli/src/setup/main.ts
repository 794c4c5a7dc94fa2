import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fetchPackages } from '@atrium/demo/data/packages';
import { locatePrograms } from '@atrium/server/database/embedded';
import { delegateCgroups } from './cgroups.ts';
import { makeNotebookRoot, makerOfNotebookRoot, packagesOfEnvironments } from './environments.ts';
import { installPackages, packagesOf } from './packages.ts';
import { findRoot } from './run.ts';
import { step, stepBeside, Unmet } from './step.ts';
import { buildWeb } from './web.ts';

/** The account without an entry to which root drops; see unprivileged.sh. */
const unprivileged = 64321;

/** The lists of Debian packages that a verb asks for, beside those of the environments. */
const listsOf: Record<string, string[]> = { demo: [], test: ['tests'], bench: ['benches'] };

const { positionals, values } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { cache: { type: 'string', default: '' } },
});
const [verb = ''] = positionals;
const root = join(import.meta.dirname, '../../..');

try {
  await setUp();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Everything that needs the network, the checkout's owner or root. What comes later needs none of them. */
async function setUp() {
  const asRoot = await findRoot();
  const uid = process.getuid?.() === 0 ? unprivileged : Number(process.getuid?.());

  const cache = String(values.cache);

  const packages = [...(await packagesOfEnvironments(root)), ...(listsOf[verb] ?? []).flatMap(packagesOf)];
  await tryStep('Control groups', () => delegateCgroups(uid, asRoot));
  await step('PostgreSQL', async () => {
    await locatePrograms();
    return 'there';
  });
  if (asRoot) await tryStep('What notebooks are made with', () => installPackages([makerOfNotebookRoot], asRoot));
  // Some wait for the network, one for the processor: together they take as long as the longest.
  console.log('Debian packages, notebooks, measured data and pages, at the same time …');
  const beside = [
    tryBeside('Debian packages', () => installPackages(packages, asRoot)),
    tryBeside('Root file system of notebooks', () => makeNotebookRoot(root, join(cache, 'roots'), asRoot)),
    tryBeside('Measured data', () => fetch(join(cache, 'data'))),
    stepBeside('Pages', () => buildWeb(root, asOwner())),
  ];
  if (verb === 'test' || verb === 'bench') {
    const servers = () => fetch(join(cache, 'servers'), packagesOf('tests-unpacked'));
    beside.push(tryBeside('Servers beside the product', servers));
  }
  await Promise.all(beside);
}

/** Those of the data, unless others are named. */
async function fetch(cache: string, names?: string[]): Promise<string> {
  try {
    const fetched = await fetchPackages(cache, names);
    return fetched > 0 ? `${fetched} packages unpacked` : 'there';
  } catch (error) {
    throw new Unmet(`could not be fetched: what needs them is not there\n${(error as Error).message}`);
  }
}

/** Says what is missing, and goes on with what is there. */
function tryStep(what: string, act: () => Promise<string>) {
  return step(what, withoutIt(act));
}

function tryBeside(what: string, act: () => Promise<string>) {
  return stepBeside(what, withoutIt(act));
}

function withoutIt(act: () => Promise<string>) {
  return async () => {
    try {
      return await act();
    } catch (error) {
      if (error instanceof Unmet) return error.message;
      throw error;
    }
  };
}

/** What a command must begin with so that what it writes in the checkout belongs to the checkout's owner. */
function asOwner(): string[] {
  const { uid, gid } = statSync(root);
  if (process.getuid?.() !== 0 || uid === 0) return [];
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--init-groups', '--'];
}
