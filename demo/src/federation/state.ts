import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSecret } from './secrets.ts';

const leastFreeBytes = 512 * 2 ** 20;

/** @throws Error when there is too little room to keep what a demo keeps. */
export async function requireRoom(state: string): Promise<void> {
  const { bavail, bsize } = await statfs(state);
  const free = bavail * bsize;
  if (free >= leastFreeBytes) return;
  const [left, wanted] = [free, leastFreeBytes].map((bytes) => `${Math.floor(bytes / 2 ** 20)} MiB`);
  throw new Error(
    `the disk of ${state} is full: ${left} are left, ${wanted} are needed. Free some, or choose another place with --state`,
  );
}

/** Not what the account that runs it keeps beside it, and not the socket by which nobody starts a second one. */
const kept = ['home', 'tmp', 'compiled', 'control.sock'];

/** Deletes what an earlier demo left, and first ends what still runs of it: instances outlive a demo that was killed. */
export async function clear(state: string): Promise<string> {
  const left = processesOn(state);
  for (const pid of left) process.kill(pid, 'SIGKILL');
  for (const name of await readdir(state)) {
    if (!kept.includes(name)) await rm(join(state, name), { recursive: true, force: true, maxRetries: 5 });
  }
  return left.length > 0 ? `deleted, ${left.length} instances ended` : 'deleted';
}

/** Supervisors of instances: each is given the directory of its run, which lies in this state. */
function processesOn(state: string): number[] {
  const isRun = (argument: string) => argument.startsWith(`${state}/`) && /\/runs\/[^/]+$/.test(argument);
  return globSync('/proc/[0-9]*/cmdline')
    .filter((file) => argumentsOf(file).some(isRun))
    .map((file) => Number(file.split('/')[2]));
}

/** A process may end while it is looked at. */
function argumentsOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** The issuer of the last start, if it was another. */
export async function issuerBefore(state: string, issuer: string): Promise<string | undefined> {
  const file = join(state, 'issuer.json');
  const earlier = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')).issuer : undefined;
  return earlier === issuer ? undefined : earlier;
}

/** Once all that names it has been brought up to date: whoever is stopped before begins again where it was. */
export function rememberIssuer(state: string, issuer: string): Promise<void> {
  return writeSecret(join(state, 'issuer.json'), { issuer });
}

export async function makeDirectories(state: string): Promise<void> {
  for (const name of ['logs', 'identity-provider', 'portal/facilities']) {
    await mkdir(join(state, name), { recursive: true, mode: 0o700 });
  }
}
