import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';

/**
 * Runs a program to its end, in a process group of its own, and keeps what it said. At twice its minutes the group is
 * killed: a test that hangs must not hold the run.
 */
export async function runBounded([program = '', ...args]: string[], cwd: string, minutes: number) {
  const began = performance.now();
  const child = spawn(program, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const end = () => child.pid && process.kill(-child.pid, 'SIGKILL');
  const limit = setTimeout(() => {
    said += `\nStill running after ${2 * minutes} minutes: killed.\n`;
    end();
  }, minutes * 120_000);
  const interrupted = () => {
    end();
    process.exit(130);
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);

  const [code] = await once(child, 'close');
  clearTimeout(limit);
  process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  return { code: code as number | null, said, milliseconds: performance.now() - began };
}
