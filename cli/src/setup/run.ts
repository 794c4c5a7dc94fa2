import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Runs a program to its end. @throws Error with the last lines that it said, when it fails. */
export async function run(command: string[], { cwd }: { cwd?: string } = {}): Promise<string> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (code === 0) return stdout;
  const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n');
  throw new Error(`«${command.join(' ')}» failed:\n${said}`);
}

/** What a command must begin with to run as root: nothing, `sudo` when it asks for no password; undefined: it cannot. */
export async function findRoot(): Promise<string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  try {
    await run(['sudo', '-n', 'true']);
    return ['sudo', '-n'];
  } catch {
    return undefined;
  }
}
