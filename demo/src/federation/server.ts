import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export type ServerPlan = {
  name: string;
  command: string[];
  /** Everything that it says goes here, not into a pipe: it must be able to go on without us. */
  logFile: string;
  /** True as soon as it answers. */
  answers: () => Promise<boolean>;
};

type ServerState = 'starting' | 'running' | 'stopped' | 'died';
export type Server = ReturnType<typeof superviseServer>;

type Outside = { say: (line: string) => void; restartAfterMs: number; startWithinMs: number };

/**
 * One server of the demo as a process of its own, in its own process group, so that Ctrl-C reaches us alone; the kernel
 * ends it with us. When it dies it is started again, after a while.
 */
export function superviseServer(plan: ServerPlan, { say, restartAfterMs, startWithinMs }: Outside) {
  let child: ChildProcess | undefined;
  let state: ServerState = 'stopped';

  /** @throws Error with the last lines that it said, when it ends instead of answering. */
  async function start(): Promise<void> {
    if (state === 'starting' || state === 'running') return;
    state = 'starting';
    const started = launch(plan);
    child = started;
    started.once('close', (code, signal) => {
      if (child === started) void died(code, signal);
    });
    const answered = await untilAnswers(started);
    if (now() === 'stopped') return;
    if (answered) {
      state = 'running';
      return;
    }
    child = undefined;
    state = 'died';
    await end(started, 'SIGTERM', 1000);
    throw new Error(`${plan.name} did not start. The last that it said (${plan.logFile}):\n${lastLines(plan.logFile)}`);
  }

  /** It may have been stopped while it was waited for. */
  const now = () => state;

  async function died(code: number | null, signal: NodeJS.Signals | null) {
    const wasRunning = state === 'running';
    state = 'died';
    child = undefined;
    if (!wasRunning) return;
    const how = signal ? `was ended by ${signal}` : `ended with ${code}`;
    say(`${plan.name} ${how}. It is started again in ${restartAfterMs / 1000} s.`);
    await startAgain();
  }

  async function startAgain(): Promise<void> {
    while (now() === 'died') {
      await sleep(restartAfterMs, undefined, { ref: false });
      if (now() !== 'died') return;
      try {
        await start();
        if (now() === 'running') say(`${plan.name} runs again.`);
      } catch (error) {
        say((error as Error).message);
      }
    }
  }

  /** Asks it to stop; after `withinMs` it has no choice. */
  async function stop(withinMs = 10_000, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const stopping = child;
    child = undefined;
    state = 'stopped';
    if (stopping) await end(stopping, signal, withinMs);
  }

  async function untilAnswers(started: ChildProcess): Promise<boolean> {
    const until = Date.now() + startWithinMs;
    while (started.exitCode === null && started.signalCode === null && Date.now() < until) {
      if (await plan.answers()) return true;
      await sleep(50);
    }
    return false;
  }

  return {
    name: plan.name,
    start,
    stop,
    now: () => ({ name: plan.name, state, pid: child?.pid ?? null }),
  };
}

function launch({ command: [program = '', ...args], logFile }: ServerPlan): ChildProcess {
  shorten(logFile);
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn('setpriv', ['--pdeathsig=KILL', '--', program, ...args], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const forced = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await once(child, 'close');
  clearTimeout(forced);
}

const longestLogBytes = 20 * 2 ** 20;

/** A demo that is left running for weeks must not fill the disk. */
function shorten(logFile: string) {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > longestLogBytes) truncateSync(logFile);
}

function lastLines(logFile: string): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
}
