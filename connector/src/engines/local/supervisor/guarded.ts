import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { path } from '../sandbox/path.ts';

/**
 * Enters the control groups before anything of the instance runs, and nothing runs whose supervisor died before the kernel
 * was told whom to kill with it.
 */
const guard = `
[ "$PPID" = "$0" ] || exit 1
while [ "$1" != -- ]; do echo 0 >"$1/cgroup.procs" || exit 1; shift; done
shift
exec "$@"`;

/** Starts a program that ends with this process, however that ends. */
export function spawnGuarded(command: string[], cgroups: string[], stdio: StdioOptions): ChildProcess {
  const [program, ...args] = ['setpriv', '--pdeathsig=KILL', '--', 'sh', '-c', guard, String(process.pid)];
  return spawn(program as string, [...args, ...cgroups, '--', ...command], { cwd: '/', env: { PATH: path }, stdio });
}
