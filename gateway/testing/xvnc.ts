import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished, vi } from 'vitest';

export const run = promisify(execFile);
export const secrets = { full: 'full-one', watching: 'viewonly' };

/** TigerVNC on a Unix socket, with a secret for control and one for watching; and programs that run in it. */
export async function startXvnc({ geometry = '320x240' } = {}) {
  await demand('Xvnc', 'tigervnc-standalone-server');
  await demand('vncpasswd', 'tigervnc-tools');
  await demand('xdotool', 'xdotool');
  await demand('xterm', 'xterm');
  const directory = await mkdtemp(join(tmpdir(), 'atrium-xvnc-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const socket = join(directory, 'rfb.sock');
  const passwords = join(directory, 'passwords');
  const obscured = spawnSync('vncpasswd', ['-f'], { input: `${secrets.full}\n${secrets.watching}\n` }).stdout;
  await writeFile(passwords, obscured, { mode: 0o600 });

  const screen = ['-geometry', geometry, '-depth', '24', '-displayfd', '1', '-nolisten', 'tcp', '-AlwaysShared'];
  const rfb = ['-rfbport', '-1', '-rfbunixpath', socket, '-rfbunixmode', '0600', '-UseBlacklist=0'];
  const security = ['-SecurityTypes', 'VncAuth', '-PasswordFile', passwords];
  const server = spawn('Xvnc', [...screen, ...rfb, ...security], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => end(server));
  const [display] = await once(server.stdout, 'data');
  const env = { PATH: '/usr/bin:/bin', DISPLAY: `:${String(display).trim()}`, HOME: directory, LANG: 'C.UTF-8' };
  await vi.waitFor(() => greetedBy(socket), 10_000);

  /** A program in the desktop, until the end of the test. */
  function start(command: string, args: string[]): ChildProcess {
    const program = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => end(program));
    return program;
  }

  async function xdotool(...args: string[]): Promise<string> {
    return (await run('xdotool', args, { env })).stdout;
  }

  async function pointer(): Promise<string> {
    return (await xdotool('getmouselocation')).replace(/^x:(\d+) y:(\d+) .*$/s, '$1 $2');
  }

  return { reach: { socket }, directory, env, server, start, xdotool, pointer };
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, 'exit');
  program.kill();
  await ended;
}

/** The socket is there before anybody listens on it: only a greeting says that the desktop is. */
async function greetedBy(socket: string): Promise<void> {
  const connection = connect(socket);
  await once(connection, 'data');
  connection.destroy();
}

async function demand(program: string, debianPackage: string): Promise<void> {
  const missing = new Error(`${program} is not there: apt-get install -y --no-install-recommends ${debianPackage}`);
  await run('which', [program]).catch(() => {
    throw missing;
  });
}
