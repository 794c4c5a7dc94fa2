import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { RunPlan } from '../run-plan.ts';
import { Failure } from './failure.ts';
import { spawnGuarded } from './guarded.ts';
import type { Log } from './log.ts';

/** What the sandboxes of one instance share. */
export type Ground = {
  /** What a command must begin with to stand on it. */
  enter: string[];
  /** Resolves when it is gone; without it nothing can be started anew. */
  gone: Promise<unknown>;
};

/** Somebody has to be there to hold the namespaces: a process that sleeps, in a root that holds /usr alone. */
const holder = [
  ...['bwrap', '--unshare-user', '--uid', '0', '--gid', '0', '--unshare-net', '--die-with-parent'],
  ...['--ro-bind', '/usr', '/usr', '--symlink', 'usr/bin', '/bin', '--symlink', 'usr/lib', '/lib'],
  ...['--symlink', 'usr/lib64', '/lib64', '--cap-drop', 'ALL', '--json-status-fd', '3'],
  ...['--', 'sh', '-c', 'echo up; exec sleep infinity'],
];

/**
 * A network namespace of the instance's own, and a user namespace that owns it, whose root no process of the instance is.
 * With `none` it has a loopback and nothing else. With `open`, slirp4netns carries packets out, and neither this machine's
 * loopback nor what is named unreachable can be got to.
 */
export async function layGround({ network, unreachable }: RunPlan, log: Log): Promise<Ground> {
  const child = spawnGuarded(holder, [], ['ignore', 'pipe', 'pipe', 'pipe']);
  log.follow(child.stderr);
  const ended = once(child, 'exit');
  const [pid] = await Promise.race([Promise.all([readPid(child), once(readable(child, 1), 'data')]), failed(ended)]);
  const enter = ['nsenter', '--target', String(pid), '--user', '--net', '--preserve-credentials', '--'];
  if (network === 'open') await openNetwork(pid, enter, unreachable, log);
  return { enter, gone: ended };
}

async function openNetwork(pid: number, enter: string[], unreachable: string[], log: Log): Promise<void> {
  const slirp = ['slirp4netns', '--configure', '--mtu=65520', '--disable-host-loopback', '--ready-fd=3', '--exit-fd=4'];
  const child = spawnGuarded([...slirp, String(pid), 'tap0'], [], ['ignore', 'pipe', 'pipe', 'pipe', 'pipe']);
  log.follow(child.stdout, child.stderr);
  const ended = once(child, 'exit');
  await Promise.race([once(readable(child, 3), 'data'), failed(ended)]);
  ended.then(() => log.say('the network is gone: slirp4netns has ended'));
  for (const address of unreachable) await routeNowhere(address, enter, log);
}

async function routeNowhere(address: string, enter: string[], log: Log): Promise<void> {
  const child = spawnGuarded([...enter, 'ip', 'route', 'add', 'unreachable', address], [], ['ignore', 'pipe', 'pipe']);
  log.follow(child.stdout, child.stderr);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Failure('SANDBOX_UNAVAILABLE', { of: 'network' });
}

async function failed(ended: Promise<unknown>): Promise<never> {
  await ended;
  throw new Failure('SANDBOX_UNAVAILABLE', { of: 'network' });
}

/** The first thing that bubblewrap says: the process inside, by its number outside. */
export async function readPid(child: ChildProcess): Promise<number> {
  const lines = createInterface(readable(child, 3));
  const [line] = (await once(lines, 'line')) as [string];
  lines.close();
  return JSON.parse(line)['child-pid'];
}

function readable(child: ChildProcess, descriptor: number): Readable {
  return child.stdio[descriptor] as Readable;
}
