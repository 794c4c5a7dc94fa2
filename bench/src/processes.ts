import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, globSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

type Started = {
  /** Where its errors are kept. */
  log: string;
  /** It is up as soon as it says this, or as this port takes connections. */
  until: RegExp | number;
  /** The core on which it runs alone; unset: any. */
  core?: number;
  environment?: NodeJS.ProcessEnv;
};

/**
 * Starts a program that ends with this process, whatever becomes of it, and waits until it says that it is up.
 * @throws Error when it ends instead
 */
export async function startProgram(command: string[], { log, until, core, environment }: Started) {
  const [program = '', ...args] = [...pinnedTo(core), 'setpriv', '--pdeathsig=KILL', '--', ...command];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(environment && { env: environment }) });
  const ended = once(child, 'exit');
  child.stderr.pipe(createWriteStream(log, { flags: 'a' }));
  const isUp = typeof until === 'number' ? untilTaken(until, child) : untilSaid(until, child);
  const why = `${command.slice(0, 3).join(' ')} ended instead of starting: see ${log}`;
  await Promise.race([isUp, ended.then(() => Promise.reject(new Error(why)))]);
  return { pid: child.pid as number, [Symbol.asyncDispose]: () => end(child, ended) };
}

/** What a program says on stdout until it ends. @throws Error with its complaint, when it fails */
export async function runProgram(command: string[], { core }: { core?: number } = {}): Promise<string> {
  const [program = '', ...args] = [...pinnedTo(core), 'setpriv', '--pdeathsig=KILL', '--', ...command];
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 64 * 2 ** 20 });
  return stdout;
}

function pinnedTo(core: number | undefined): string[] {
  return core === undefined ? [] : ['taskset', '--cpu-list', String(core)];
}

async function untilSaid(words: RegExp, { stdout }: ChildProcess): Promise<void> {
  const said = Promise.withResolvers<void>();
  if (stdout) createInterface(stdout).on('line', (line) => words.test(line) && said.resolve());
  await said.promise;
}

async function untilTaken(port: number, child: ChildProcess): Promise<void> {
  child.stdout?.resume();
  while (child.exitCode === null && child.signalCode === null) {
    const socket = connect(port, '127.0.0.1');
    const isTaken = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isTaken) return;
    await delay(50);
  }
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(forced);
}

/** Seconds of processor that a process has had so far, and those of its children that it has outlived. */
export function processorSeconds(pid: number): number {
  const [user, system, ofChildren, systemOfChildren] = fieldsOf(read(`/proc/${pid}/stat`))
    .slice(11, 15)
    .map(Number);
  const ticks = (user ?? 0) + (system ?? 0) + (ofChildren ?? 0) + (systemOfChildren ?? 0);
  return ticks / ticksASecond;
}

/** Of a process and of all that it started. */
export function familySeconds(pid: number): number {
  return familyOf(pid).reduce((sum, one) => sum + processorSeconds(one), 0);
}

/** What Linux counts in, whatever its kernel's own clock (proc(5), sysconf(_SC_CLK_TCK)). */
const ticksASecond = 100;

/** A process and all that it started, by their ids. */
export function familyOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const file of globSync('/proc/[0-9]*/stat')) {
    const [child, parent] = parentIn(read(file));
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const family = [pid];
  for (const member of family) family.push(...(children.get(member) ?? []));
  return family;
}

/** The name of a program stands in parentheses and may hold anything (proc(5)): the fields are counted after it. */
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function parentIn(stat: string): [pid: number, parent: number] {
  return [Number.parseInt(stat, 10), Number(fieldsOf(stat)[1])];
}

/** Proportional set size in bytes: what is shared with others counts in parts. */
export function memoryOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
}

/** Open descriptors, and those of them that are sockets. */
export function descriptorsOf(pid: number): { all: number; sockets: number } {
  const links = globSync(`/proc/${pid}/fd/*`).map(linkOf);
  return { all: links.length, sockets: links.filter((to) => to.startsWith('socket:')).length };
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

export function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
}

/** A process may end while it is looked at: then there is nothing to read. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
