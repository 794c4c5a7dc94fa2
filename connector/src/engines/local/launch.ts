import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { runDirectory } from './run-directory.ts';
import { path } from './sandbox/path.ts';
import { askControl, nobody } from './supervisor/control.ts';

type Run = ReturnType<typeof runDirectory>;

const program = join(import.meta.dirname, 'supervisor/main.ts');
const heldByAnother = 75;
const startWithinMs = 20_000;

/** One thread for files and little memory: it waits, and there is one for each instance. */
const small = ['--v8-pool-size=0', '--max-semi-space-size=1', '--max-old-space-size=64'];

/**
 * Starts the supervisor of a run and waits until it answers. flock takes the lock and then becomes the supervisor, so that
 * of two that are started at once one ends before it does anything. Nothing of this process's environment, pipes or
 * process group goes along.
 * @param cache where Node keeps what it has compiled, for a quick start
 */
export async function startSupervisor(run: Run, cache: string): Promise<void> {
  const log = openSync(run.log, 'a', 0o600);
  const lock = ['--no-fork', '--nonblock', '--conflict-exit-code', String(heldByAnother), run.lock];
  const child = spawn('flock', [...lock, process.execPath, ...small, program, run.directory], {
    detached: true,
    cwd: '/',
    env: { PATH: path, LANG: 'C.UTF-8', NODE_COMPILE_CACHE: cache, UV_THREADPOOL_SIZE: '1' },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await once(child, 'spawn');
  child.unref();
  const exit = once(child, 'exit') as Promise<[number | null]>;
  const until = performance.now() + startWithinMs;
  while (performance.now() < until) {
    if ((await askControl(run.control, { ask: 'state' }, startWithinMs)) !== nobody) return;
    const ended = await Promise.race([exit, wait(10)]);
    if (ended && ended[0] !== heldByAnother) return;
  }
  throw new Error('the supervisor did not answer in time');
}

/** Whether a supervisor lives: the kernel takes the lock from whoever dies. */
export async function isLocked(run: Run): Promise<boolean> {
  const child = spawn('flock', ['--nonblock', '--conflict-exit-code', String(heldByAnother), run.lock, 'true'], {
    env: { PATH: path },
    stdio: 'ignore',
  });
  const [code] = await once(child, 'exit');
  return code === heldByAnother;
}
