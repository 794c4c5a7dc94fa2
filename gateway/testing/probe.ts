import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** IN1, the probe server of the cases, behind a Unix socket as an interface would be. */
export async function startProbe({ idleSeconds = 1, eventSeconds = 60 } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-probe-'));
  const socket = join(directory, 's');
  const program = join(import.meta.dirname, 'probe.py');
  const probe = spawn('python3', [program, socket, String(idleSeconds), String(eventSeconds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: '/usr/bin:/bin', PYTHONDONTWRITEBYTECODE: '1' },
  });
  onTestFinished(async () => {
    await kill(probe);
    await rm(directory, { recursive: true });
  });
  await once(probe.stdout, 'data');
  return { reach: { socket }, kill: () => kill(probe) };
}

async function kill(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const ended = once(program, 'exit');
  program.kill('SIGKILL');
  await ended;
}
