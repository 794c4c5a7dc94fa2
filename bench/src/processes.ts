import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, globSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

type Started = {
  /** Where its errors are kept. */
  log: string;
  /** It is up as soon as it says this. */
  until: RegExp;
  /** The core on which it runs alone; unset: any. */
  core?: number;
  environment?: NodeJS.ProcessEnv;
};

/**
 * Starts a program that ends with this process, whatever becomes of it, and waits until it says that it is up.
 * @throws Error when it ends instead
 */
export async function startProgram(command: string[], { log, until, core, environment }: Started) {
  const pinned = core === undefined ? [] : ['taskset', '--cpu-list', String(core)];
  const [program = '', ...args] = [...pinned, 'setpriv', '--pdeathsig=KILL', '--', ...command];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], ...(environment && { env: environment }) });
  const ended = once(child, 'exit');
  child.stderr.pipe(createWriteStream(log, { flags: 'a' }));
  const lines = createInterface(child.stdout);
  const said = Promise.withResolvers<RegExpExecArray>();
  lines.on('line', (line) => {
    const match = until.exec(line);
    if (match) said.resolve(match);
  });
  ended.then(() => said.reject(new Error(`${command.slice(0, 3).join(' ')} ended instead of starting: see ${log}`)));
  const [answer] = await said.promise;
  return { pid: child.pid as number, answer, child, lines, [Symbol.asyncDispose]: () => end(child, ended) };
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(forced);
}

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
