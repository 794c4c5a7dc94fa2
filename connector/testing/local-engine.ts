import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import type { Engine } from '../src/engines/engine.ts';

/** Instances must never be root: as root, the tests hand the engine to an account without an entry. */
export const asRoot = process.getuid?.() === 0;
export const engineUid = asRoot ? 64321 : Number(process.getuid?.());

type Settings = Record<string, unknown>;

const controllers = ['cpu', 'memory', 'pids'];

/**
 * What the tests of one file share: a state directory and control groups, gone at its end. Each `start` is a process of
 * its own, and sees what the others have begun.
 */
export async function localEngine(settings: Settings = {}) {
  const cgroupParent = makeCgroups();
  const directory = await engineDirectory();
  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
    dropCgroups(cgroupParent);
  });

  /** Of one run. Version 1 has a tree for each controller, version 2 one for all. */
  function controlGroupsOf(key: string): string[] {
    if (cgroupParent === null) return [];
    const isSecond = existsSync('/sys/fs/cgroup/cgroup.controllers');
    return (isSecond ? [''] : controllers).map((tree) => join('/sys/fs/cgroup', tree, cgroupParent, key));
  }

  /** `within`: what the process begins with, as its account: another view of this machine. */
  const start = (more: Settings = {}, within: string[] = []) =>
    startEngine(directory, { cgroupParent, ...settings, ...more }, within);
  return { directory, cgroupParent, controlGroupsOf, start };
}

/** A state directory of the engine's own account, gone at the end with all that runs in it. */
async function engineDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ae-'));
  if (asRoot) await chown(directory, engineUid, engineUid);
  return directory;
}

/** Control groups of the tests' own, if this machine lets us have some. */
function makeCgroups(): string | null {
  if (!asRoot)
    return existsSync('/sys/fs/cgroup/memory/atrium') || existsSync('/sys/fs/cgroup/atrium') ? 'atrium' : null;
  const name = `atrium-tests-${randomBytes(4).toString('hex')}`;
  const made = controllers.filter((controller) => existsSync(`/sys/fs/cgroup/${controller}/cgroup.procs`));
  if (made.length === 0) return null;
  for (const controller of made) {
    execFileSync('install', [
      '-d',
      '-o',
      String(engineUid),
      '-g',
      String(engineUid),
      `/sys/fs/cgroup/${controller}/${name}`,
    ]);
  }
  return name;
}

function dropCgroups(name: string | null): void {
  if (!asRoot || name === null) return;
  for (const controller of controllers) {
    const group = `/sys/fs/cgroup/${controller}/${name}`;
    if (existsSync(group)) execFileSync('find', [group, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';']);
  }
}

/** An engine in a process of its own. `kill` ends that process as a crash would. */
async function startEngine(stateDirectory: string, settings: Settings, within: string[]) {
  const program = [...within, process.execPath, join(import.meta.dirname, 'engine-host.ts')];
  const argument = JSON.stringify({ stateDirectory, settings: { kind: 'local', ...settings } });
  const [command = '', ...args] = [...drop(stateDirectory), ...program, argument];
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>();
  const first = Promise.withResolvers<Pick<Engine, 'kind' | 'abilities'>>();
  waiting.set(0, first as never);
  child.on('message', ({ id, value, error }: { id: number; value: never; error: unknown }) => {
    if (error) waiting.get(id)?.reject(error);
    else waiting.get(id)?.resolve(value);
    waiting.delete(id);
  });
  child.on('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`the engine's process ended: ${signal ?? code}`));
  });
  const traits = await first.promise;

  let asked = 0;
  const ask =
    (method: string) =>
    (...given: unknown[]) =>
      new Promise((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve: resolve as never, reject });
        child.send({ id: asked, method, args: given }, (error) => error && reject(error));
      });
  const verbs = ['describe', 'prepare', 'submit', 'query', 'cancel', 'tail', 'reach', 'restart'];
  const engine = { ...traits, ...Object.fromEntries(verbs.map((verb) => [verb, ask(verb)])) } as Required<Engine>;

  const kill = () => end(child, 'SIGKILL');
  onTestFinished(kill);
  return { engine, pid: child.pid as number, kill };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

/** What a command begins with to run as that account. /dev/net/tun is open to everybody on most machines: here it is too. */
function drop(directory: string): string[] {
  if (!asRoot) return [];
  const setpriv = [`--reuid=${engineUid}`, `--regid=${engineUid}`, '--clear-groups', '--no-new-privs', '--'];
  if (!existsSync('/dev/net/tun')) return ['setpriv', ...setpriv];
  const open = 'mknod -m 0666 "$0/tun" c 10 200 2>/dev/null; mount --bind "$0/tun" /dev/net/tun; exec setpriv "$@"';
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', open, directory, ...setpriv];
}
