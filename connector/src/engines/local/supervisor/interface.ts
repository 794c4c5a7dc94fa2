import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { InterfaceReport, Reason } from '../../engine.ts';
import { discard } from '../discard.ts';
import { childrenOf } from '../process.ts';
import { interfaceDirectory } from '../run-directory.ts';
import type { CgroupPlan, InterfacePlan } from '../run-plan.ts';
import { answers } from './answers.ts';
import { countOomKills } from './cgroup.ts';
import { giveCredential } from './credential.ts';
import { reasonOf } from './failure.ts';
import { type Ground, readPid } from './ground.ts';
import { spawnGuarded } from './guarded.ts';
import { createLog, type Log } from './log.ts';

const lookEveryMs = 15;
const stopWithinMs = 5_000;

type Surroundings = { ground: Ground; cgroup: CgroupPlan | null; log: Log; onChange: () => void };

/** One interface of a run: what runs for it, how it is, and how it is ended and started anew. */
export function createSupervised(plan: InterfacePlan, { ground, cgroup, log, onChange }: Surroundings) {
  const directory = interfaceDirectory(plan.directory);
  let report: InterfaceReport = { state: 'waiting', reason: null };
  let running: Running | undefined;
  let turn = Promise.resolve();

  /** Ends what runs for it, and starts it; one such change at a time. */
  function start(): Promise<void> {
    const last = running;
    running = undefined;
    set('starting');
    turn = turn
      .then(() => last?.end())
      .then(endRunning)
      .then(begin);
    return turn;
  }

  function stop(): Promise<void> {
    turn = turn.then(endRunning);
    return turn;
  }

  async function endRunning(): Promise<void> {
    const last = running;
    running = undefined;
    await last?.end();
  }

  async function begin(): Promise<void> {
    try {
      const mine = await runInterface(plan, ground, cgroup);
      running = mine;
      watch(mine);
    } catch (error) {
      set('down', reasonOf(error, log));
    }
  }

  async function watch(mine: Running): Promise<void> {
    mine.ended.then((reason) => running === mine && set('down', reason(report.state)));
    const spoke = await untilItAnswers(mine);
    if (running !== mine || mine.isOver()) return;
    if (spoke) return set('ready');
    running = undefined;
    set('down', { code: 'NO_ANSWER', data: { seconds: plan.answersWithinSeconds } });
    turn = turn.then(mine.end);
  }

  async function untilItAnswers({ token, isOver }: Running): Promise<boolean> {
    const until = performance.now() + plan.answersWithinSeconds * 1000;
    while (!isOver() && performance.now() < until) {
      if (await answers(plan, token)) return true;
      await wait(lookEveryMs);
    }
    return false;
  }

  function set(state: InterfaceReport['state'], reason: Reason | null = null): void {
    report = { state, reason };
    log.say(`${plan.name} ${state}${reason ? ` ${reason.code}` : ''}`);
    onChange();
  }

  return { name: plan.name, report: () => report, start, stop, directory };
}

export type Supervised = ReturnType<typeof createSupervised>;
type Running = Awaited<ReturnType<typeof runInterface>>;

/** The command in its sandbox, after what an earlier one has left is gone. */
async function runInterface(plan: InterfacePlan, ground: Ground, cgroup: CgroupPlan | null) {
  const { run, answer, begun, log } = interfaceDirectory(plan.directory);
  await discard(run);
  await rm(answer, { force: true });
  await mkdir(run, { recursive: true, mode: 0o700 });
  const credential = await giveCredential(plan);
  const killedBefore = await countOomKills(cgroup);

  const command = [...ground.enter, 'bwrap', ...plan.sandbox];
  const child = spawnGuarded(command, cgroup?.directories ?? [], ['ignore', 'pipe', 'pipe', 'pipe']);
  createLog(log).follow(child.stdout, child.stderr);
  const inside = readPid(child);
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let over = false;

  /** Bubblewrap passes on how the command ended: 128 and the number for a signal. */
  const ended = exit.then(async ([code, signal]) => {
    over = true;
    const has = { begun: existsSync(begun), lackedMemory: (await countOomKills(cgroup)) > killedBefore };
    return (state: InterfaceReport['state']) => whyItEnded(plan, state, signal ?? code ?? 0, has);
  });

  /** Asks it to end, and kills what has not done so in time: with the first process inside, all of them end. */
  async function end(): Promise<void> {
    if (over) return;
    const first = await Promise.race([inside, exit.then(() => undefined)]);
    for (const pid of first === undefined ? [] : await childrenOf(first)) tell(pid, 'SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await exit;
    clearTimeout(late);
  }

  return { token: credential.is === 'token' ? credential.token : undefined, ended, end, isOver: () => over };
}

type Ending = { begun: boolean; lackedMemory: boolean };

/** The shell that begins the command says 127 when there is none; a command that has answered was there. */
function whyItEnded(
  { command }: InterfacePlan,
  state: InterfaceReport['state'],
  how: NodeJS.Signals | number,
  { begun, lackedMemory }: Ending,
): Reason {
  if (!begun) return { code: 'SANDBOX_UNAVAILABLE', data: { of: 'sandbox' } };
  const signal = typeof how === 'string' || how > 128 ? how : undefined;
  if (lackedMemory && (signal === 'SIGKILL' || signal === 128 + 9)) return { code: 'OUT_OF_MEMORY', data: {} };
  if (signal !== undefined) return { code: 'KILLED', data: { signal: nameOf(signal) } };
  if (how === 127 && state === 'starting') return { code: 'COMMAND_NOT_FOUND', data: { command } };
  return { code: 'EXITED', data: { exitCode: how } };
}

function nameOf(signal: NodeJS.Signals | number): string {
  if (typeof signal === 'string') return signal;
  const named = Object.entries(constants.signals).find(([, number]) => number === signal - 128);
  return named?.[0] ?? String(signal - 128);
}

function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
