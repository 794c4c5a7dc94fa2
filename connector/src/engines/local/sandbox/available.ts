import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { path } from './path.ts';

const run = promisify(execFile);

const believedForMs = 30_000;

/** Says what keeps this machine from confining anything; `null`: nothing does, or a moment ago did not. */
export function watchSandboxes(): () => Promise<string | null> {
  let lastGood = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - lastGood < believedForMs) return null;
    const hindrance = await trySandbox();
    if (hindrance === null) lastGood = performance.now();
    return hindrance;
  };
}

async function trySandbox(): Promise<string | null> {
  if (process.getuid?.() === 0)
    return 'the connector runs as root, which instances must never be: run it as an account of its own';
  for (const [program, debianPackage] of Object.entries({ bwrap: 'bubblewrap', nsenter: 'util-linux' })) {
    if (!(await exists(program))) return `${program} is missing: install the Debian package ${debianPackage}`;
  }
  try {
    const root = ['--ro-bind', '/usr', '/usr', '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64'];
    await run(
      'bwrap',
      ['--unshare-user', '--unshare-all', '--disable-userns', ...root, '--proc', '/proc', '--dev', '/dev', 'true'],
      {
        env: { PATH: path },
      },
    );
    return null;
  } catch (error) {
    return `bubblewrap could not make a sandbox: ${(error as { stderr?: string }).stderr?.trim() || error}`;
  }
}

/** What keeps instances from an open network of their own. */
export async function whatHindersOpenNetwork(): Promise<string | null> {
  for (const [program, debianPackage] of Object.entries({ slirp4netns: 'slirp4netns', ip: 'iproute2' })) {
    if (!(await exists(program))) return `${program} is missing: install the Debian package ${debianPackage}`;
  }
  try {
    await access('/dev/net/tun', constants.R_OK | constants.W_OK);
    return null;
  } catch {
    return '/dev/net/tun is not there, or closed to this account (its mode is usually 0666)';
  }
}

async function exists(program: string): Promise<boolean> {
  const found = await Promise.allSettled(
    path.split(':').map((directory) => access(`${directory}/${program}`, constants.X_OK)),
  );
  return found.some(({ status }) => status === 'fulfilled');
}
