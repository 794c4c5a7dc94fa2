import { existsSync, lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { taken } from './etc.ts';

export type Sandbox = {
  /** The root whose /usr and /etc are seen: `/` or the directory of a root file system. */
  root: string;
  /** A directory with the files of /etc that are made anew. */
  etc: string;
  etcFiles: string[];
  /** /run/atrium. */
  run: string;
  assets: string | null;
  home: string;
  scratch: string;
  data: { path: string; mountName: string }[];
  account: string;
  hostname: string;
  cores: number;
  memoryBytes: number;
  command: string[];
};

/** Says that the command began: who ends before has not got past making the sandbox. */
const begin = ['/bin/sh', '-c', ': >/run/atrium/begun; mkdir -m 0700 -p "$XDG_RUNTIME_DIR"; exec "$@"', 'begin'];

/**
 * What bubblewrap is told: namespaces of its own but for the network, which the whole instance shares, and a root made of
 * nothing but what is named here.
 */
export function sandboxArguments(sandbox: Sandbox): string[] {
  const home = `/home/${sandbox.account}`;
  const half = String(Math.floor(sandbox.memoryBytes / 2));
  return [
    ...['--unshare-user', '--uid', '1000', '--gid', '1000', '--disable-userns', '--cap-drop', 'ALL'],
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup', '--hostname', sandbox.hostname],
    ...['--new-session', '--die-with-parent', '--json-status-fd', '3'],
    ...usr(sandbox.root),
    ...taken.flatMap((name) => ['--ro-bind-try', join(sandbox.root, 'etc', name), `/etc/${name}`]),
    ...sandbox.etcFiles.flatMap((name) => ['--ro-bind', join(sandbox.etc, name), `/etc/${name}`]),
    ...['--proc', '/proc', '--dev', '/dev', '--size', half, '--perms', '1777', '--tmpfs', '/dev/shm'],
    ...['--size', half, '--perms', '1777', '--tmpfs', '/tmp', '--size', half, '--tmpfs', '/run'],
    ...['--size', half, '--tmpfs', '/var', '--symlink', '/tmp', '/var/tmp', '--symlink', '/run', '/var/run'],
    ...['--bind', sandbox.run, '/run/atrium', '--bind', sandbox.home, home, '--bind', sandbox.scratch, '/scratch'],
    ...['--dir', '/data'],
    ...sandbox.data.flatMap(({ path, mountName }) => ['--ro-bind', path, `/data/${mountName}`]),
    ...(sandbox.assets ? ['--ro-bind', sandbox.assets, '/environment'] : []),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', home, '--clearenv'],
    ...Object.entries(variables(sandbox, home)).flatMap(([name, value]) => ['--setenv', name, value]),
    '--',
    ...begin,
    ...sandbox.command,
  ];
}

/** /usr and the links to it that the root has beside it. */
function usr(root: string): string[] {
  const links = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'].filter((name) => isLink(join(root, name)));
  return [
    ...['--ro-bind', join(root, 'usr'), '/usr'],
    ...links.flatMap((name) => ['--symlink', readlinkSync(join(root, name)), `/${name}`]),
  ];
}

function isLink(path: string): boolean {
  return existsSync(path) && lstatSync(path).isSymbolicLink();
}

function variables({ account, cores }: Sandbox, home: string): Record<string, string> {
  const threads = String(Math.max(1, Math.floor(cores)));
  return {
    HOME: home,
    USER: account,
    LOGNAME: account,
    SHELL: '/bin/bash',
    PATH: `${home}/.local/bin:/usr/local/bin:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    XDG_RUNTIME_DIR: '/run/user',
    OMP_NUM_THREADS: threads,
    OPENBLAS_NUM_THREADS: threads,
    NUMEXPR_MAX_THREADS: threads,
  };
}
