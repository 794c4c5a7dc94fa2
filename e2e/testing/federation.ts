import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const command = join(root, 'cli/src/main.ts');

export type Federation = {
  origin: string;
  port: number;
  state: string;
  /** By the name that somebody signs in with. */
  passwords: Record<string, string>;
};

export type Where = { state: string; cache: string; port: number };

/** A demo as `./atrium demo` starts it, on a state of its own, at ports of its own. Ctrl-C is `end('SIGINT')`. */
export async function startFederation({ state, cache, port }: Where) {
  const child = runDemo({ state, cache, port });
  const said = listen(child);
  const ended = once(child, 'close') as Promise<[number | null]>;
  const isUp = () => said.text.includes('Ctrl-C ends the demo.');
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  await until(() => isUp() || isOver());
  if (isOver()) await ended;
  if (!isUp()) throw new Error(`the demo did not start:\n${said.text}`);

  const accounts = said.text.matchAll(/^ {2}(\w+) +(\w+-\w{8}) {2}/gm);
  const passwords = Object.fromEntries([...accounts].map(([, name = '', password = '']) => [name, password]));
  const federation: Federation = { origin: `http://localhost:${port}`, port, state, passwords };

  async function end(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal);
    await ended;
  }
  return { federation, pid: child.pid as number, said: () => said.text, end };
}

/** What a demo that cannot start says, and how it ends. */
export async function refusedDemo(where: Where): Promise<{ code: number | null; said: string }> {
  const child = runDemo(where);
  const said = listen(child);
  const [code] = await once(child, 'close');
  return { code, said: said.text };
}

/** What a second shell types: `atrium demo status`, `stop FACILITY`, `start FACILITY`. */
export async function askDemo(state: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [command, 'demo', '--state', state, ...words]);
  return stdout;
}

/** The process of a server, by the name that `status` gives it. */
export async function processOf(state: string, server: string): Promise<number> {
  const status = await askDemo(state, 'status');
  const pid = new RegExp(`^${server} +running +(\\d+)$`, 'm').exec(status)?.[1];
  if (!pid) throw new Error(`${server} does not run:\n${status}`);
  return Number(pid);
}

/** Any other verb of the command, as a process of its own. */
export function runCommand(...words: string[]): ChildProcess {
  return spawn(process.execPath, [command, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
}

function runDemo({ state, cache, port }: Where): ChildProcess {
  return runCommand('demo', '--state', state, '--cache', cache, '--port', String(port));
}

function listen(child: ChildProcess): { text: string } {
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said.text += chunk;
    });
  }
  return said;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((again) => setTimeout(again, 50));
}
