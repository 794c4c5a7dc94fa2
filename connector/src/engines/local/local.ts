import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Engine, InterfaceReport, Problem, Reach, Reason, Report, RunSpec } from '../engine.ts';
import { openCgroups } from './cgroup.ts';
import { discard, discardLeftovers, goneName } from './discard.ts';
import { createRoots } from './identity.ts';
import { isLocked, startSupervisor } from './launch.ts';
import { NotOurs, ownDirectory } from './own-directory.ts';
import { judgePart } from './part.ts';
import { planRun } from './plan-run.ts';
import { killExactly, killSandboxesOf } from './process.ts';
import {
  createMark,
  longestSocketBytes,
  readMark,
  runDirectory,
  socketLimitBytes,
  writeMark,
} from './run-directory.ts';
import type { RunPlan } from './run-plan.ts';
import { watchSandboxes, whatHindersOpenNetwork } from './sandbox/available.ts';
import type { LocalSettings } from './settings.ts';
import { removeCgroup } from './supervisor/cgroup.ts';
import { askControl, nobody, type State } from './supervisor/control.ts';
import { isFull } from './supervisor/failure.ts';
import { lastLines } from './tail.ts';

type Surroundings = { stateDirectory: string; log: Logger };

const answerWithinMs = 5_000;
const endWithinMs = 20_000;
const forgetCancelledAfterMs = 30 * 86_400_000;

/**
 * Runs instances on this machine, each interface in a sandbox of bubblewrap. A supervisor for each run lives on when this
 * process dies; everything about a run is found again by its key, in files and from who holds its lock.
 */
export async function createLocalEngine(
  settings: LocalSettings,
  { stateDirectory, log }: Surroundings,
): Promise<Engine> {
  const directory = settings.directory ?? join(stateDirectory, 'engine');
  const places = await ownPlaces(directory, settings.homes);
  const cgroups = await openCgroups(settings.cgroupParent);
  const roots = createRoots(settings);
  const whatHindersSandboxes = watchSandboxes();
  const runOf = (key: string) => runDirectory(join(places.runs, checked(key)));
  const cancelledOf = (key: string) => join(places.cancelled, checked(key));

  async function submit(spec: RunSpec, key: string): Promise<Report> {
    const run = runOf(key);
    try {
      if (existsSync(cancelledOf(key))) return { phase: 'absent' };
      await ownDirectory(run.directory);
      const known = await look(key);
      if (known.phase !== 'absent') return known;
      const refused = await plan(spec, key);
      if (refused) return await refuse(run, refused);
      await startSupervisor(run, places.cache);
    } catch (error) {
      if (isFull(error)) return { phase: 'failed', reason: { code: 'DISK_FULL', data: { of: 'engine' } } };
      throw error;
    }
    const begun = await look(key);
    if (begun.phase === 'absent' && !existsSync(cancelledOf(key))) throw new Error('the supervisor did not begin');
    return begun;
  }

  /** What speaks against it before anything is started; else it is written down. */
  async function plan(spec: RunSpec, key: string): Promise<Reason | undefined> {
    const judged = judgePart(spec.environment.part, spec.environment.interfaces);
    if (judged.is === 'wrong') return { code: 'ENVIRONMENT_UNAVAILABLE', data: { message: judged.message } };
    if (await whatHindersSandboxes()) return { code: 'SANDBOX_UNAVAILABLE', data: { of: 'sandbox' } };
    if (spec.network === 'open' && (await whatHindersOpenNetwork())) {
      return { code: 'SANDBOX_UNAVAILABLE', data: { of: 'network' } };
    }
    if (spec.gpus > 0) return { code: 'ENGINE_REFUSED', data: { of: 'gpus' } };
    for (const part of Object.values(judged.part.interfaces)) {
      const missing = roots.whatIsMissing(part);
      if (missing) return { code: 'ENVIRONMENT_UNAVAILABLE', data: { message: missing } };
    }
    const home = join(places.homes, checkedAccount(spec.account));
    const scratch = join(places.scratch, checked(spec.instance));
    try {
      await Promise.all([ownDirectory(home), ownDirectory(scratch)]);
    } catch (error) {
      if (!(error instanceof NotOurs)) throw error;
      log.error({ err: error, run: key }, 'a home cannot be used');
      return { code: 'ENGINE_REFUSED', data: { of: 'home' } };
    }
    const surroundings = { roots, cgroups, processes: settings.processes, home, scratch };
    await planRun(key, runOf(key).directory, spec, judged.part, surroundings);
    return undefined;
  }

  /** As a supervisor leaves it that has ended: whoever asks later hears the same. */
  async function refuse(run: ReturnType<typeof runOf>, reason: Reason): Promise<Report> {
    await using mark = await createMark(run.mark);
    await writeMark(mark, { pid: 0, startTime: '', ended: { reason } });
    return { phase: 'failed', reason };
  }

  async function look(key: string): Promise<Report> {
    const run = runOf(key);
    if (!existsSync(run.directory)) return { phase: 'absent' };
    const state = (await askControl(run.control, { ask: 'state' }, answerWithinMs)) as
      | State
      | typeof nobody
      | undefined;
    if (state === undefined) return look(key);
    if (state !== nobody) return { phase: state.phase, interfaces: state.interfaces };
    const mark = await readMark(run.mark);
    if (mark?.ended) return { phase: 'failed', reason: mark.ended.reason };
    if (await isLocked(run)) return { phase: 'starting', interfaces: await allWaiting(key) };
    if (!existsSync(run.mark)) return { phase: 'absent' };
    await killSandboxesOf(run.directory);
    return { phase: 'failed', reason: { code: 'KILLED', data: { of: 'supervisor' } } };
  }

  /** Of a supervisor that has not got as far as saying how its interfaces are. */
  async function allWaiting(key: string): Promise<Record<string, InterfaceReport>> {
    const names = (await readPlan(key))?.interfaces.map(({ name }) => name) ?? [];
    return Object.fromEntries(names.map((name) => [name, { state: 'waiting', reason: null }]));
  }

  async function query(keys: string[]): Promise<Map<string, Report>> {
    const answered = await Promise.all(
      keys.map(async (key): Promise<[string, Report][]> => {
        try {
          return [[key, await look(key)]];
        } catch (error) {
          log.warn({ err: error, run: key }, 'a run could not be asked about');
          return [];
        }
      }),
    );
    return new Map(answered.flat());
  }

  async function cancel(key: string): Promise<void> {
    const run = runOf(key);
    await writeFile(cancelledOf(key), '');
    if (!existsSync(run.directory)) return;
    await endSupervisor(key);
    await killSandboxesOf(run.directory);
    const plan = await readPlan(key);
    if (plan?.cgroup) await removeCgroup(plan.cgroup);
    const gone = join(places.gone, goneName(key));
    await rename(run.directory, gone).catch(ignoreMissing);
    await discard(gone);
  }

  /** As it asks to be ended, so that what runs in it can put its things away; when it does not answer, by force. */
  async function endSupervisor(key: string): Promise<void> {
    const run = runOf(key);
    const until = Date.now() + endWithinMs;
    do {
      const answer = await askControl(run.control, { ask: 'stop' }, endWithinMs).catch(() => undefined);
      if (answer === nobody && !(await isLocked(run))) return;
      if (answer === nobody) await wait(20);
    } while (Date.now() < until);
    const mark = await readMark(run.mark);
    if (mark) await killExactly(mark.pid, mark.startTime, 'SIGKILL');
  }

  async function reach(key: string, interfaceName: string): Promise<Reach | undefined> {
    const report = await look(key);
    if (report.phase !== 'ready' || report.interfaces[interfaceName]?.state !== 'ready') return undefined;
    const index = (await readPlan(key))?.interfaces.findIndex(({ name }) => name === interfaceName) ?? -1;
    if (index < 0) return undefined;
    const { answer, credential } = runOf(key).interface(index);
    return { at: { socket: answer }, basePath: '/', credential: JSON.parse(await readFile(credential, 'utf8')) };
  }

  async function restart(key: string, interfaceName: string): Promise<void> {
    const question = { ask: 'restart', interface: interfaceName } as const;
    const answer = await askControl(runOf(key).control, question, answerWithinMs);
    if (answer === nobody) throw new Error('this run does not live');
  }

  async function tail(key: string, lines: number): Promise<{ source: string; text: string }[]> {
    const run = runOf(key);
    const interfaces = (await readPlan(key))?.interfaces ?? [];
    const logs = interfaces.map(({ name }, index) => ({ source: name, file: run.interface(index).log }));
    const said = [{ source: 'engine', file: run.log }, ...logs].map(async ({ source, file }) => ({
      source,
      text: await lastLines(file, lines),
    }));
    return (await Promise.all(said)).filter(({ text }) => text !== '');
  }

  async function describe() {
    const keys = await readdir(places.runs);
    const reports = await query(keys);
    const alive = keys.filter((key) => !['failed', 'absent'].includes(reports.get(key)?.phase ?? 'absent'));
    const taken = (await Promise.all(alive.map(readPlan))).filter((plan) => plan !== undefined);
    const { cores, memoryBytes } = settings.lends;
    return {
      freeCores: (cores ?? availableParallelism()) - sum(taken.map((plan) => plan.cores)),
      freeMemoryBytes: (memoryBytes ?? totalmem()) - sum(taken.map((plan) => plan.memoryBytes)),
      problems: [...(await problems()), ...cgroups.problems],
    };
  }

  async function problems(): Promise<Problem[]> {
    const hindrance = await whatHindersSandboxes();
    if (hindrance) return [{ code: 'SANDBOX_UNAVAILABLE', message: hindrance, subject: null }];
    const noNetwork = await whatHindersOpenNetwork();
    return noNetwork ? [{ code: 'NETWORK_UNAVAILABLE', message: noNetwork, subject: 'open' }] : [];
  }

  async function prepare(...[written, interfaces]: Parameters<Engine['prepare']>): ReturnType<Engine['prepare']> {
    const judged = judgePart(written, interfaces);
    if (judged.is === 'wrong') return judged;
    const hindrance = await whatHindersSandboxes();
    if (hindrance) return unavailable('SANDBOX_UNAVAILABLE', hindrance);
    const lines: string[] = [];
    for (const part of Object.values(judged.part.interfaces)) {
      const identity = await roots.identify(part);
      if (identity.is === 'missing') return unavailable('ENVIRONMENT_UNAVAILABLE', identity.what);
      lines.push(...identity.lines);
    }
    return { is: 'ready', identity: [...new Set(lines)].sort().join('\n') };
  }

  async function readPlan(key: string): Promise<RunPlan | undefined> {
    const file = runOf(key).plan;
    return existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : undefined;
  }

  await forgetOldCancellations(places.cancelled);
  await discardLeftovers(places.gone);
  const abilities = { restart: true, keepsDisk: true };
  return { kind: 'local', abilities, describe, prepare, submit, query, cancel, tail, reach, restart };
}

/** The engine's own folders, which nobody else may have made or may look into. */
async function ownPlaces(directory: string, homes: string | undefined) {
  if (directory.length + longestSocketBytes > socketLimitBytes) {
    throw new Error(
      `The engine's directory ${directory} is too long for the Unix sockets in it: name a shorter one in engine.directory`,
    );
  }
  await mkdir(dirname(directory), { recursive: true });
  await ownDirectory(directory);
  const place = async (name: string) => {
    const path = join(directory, name);
    await ownDirectory(path);
    return path;
  };
  return {
    runs: await place('runs'),
    cancelled: await place('cancelled'),
    gone: await place('gone'),
    cache: await place('cache'),
    scratch: await place('scratch'),
    homes: homes ?? (await place('homes')),
  };
}

/** A cancelled key is remembered, so that a submission that was on its way cannot start what nobody would end. */
async function forgetOldCancellations(directory: string): Promise<void> {
  for (const key of await readdir(directory)) {
    const { mtimeMs } = await stat(join(directory, key));
    if (Date.now() - mtimeMs > forgetCancelledAfterMs) await rm(join(directory, key));
  }
}

function unavailable(code: string, message: string) {
  return { is: 'unavailable' as const, why: { code, message, until: null } };
}

function checked(key: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(key)) throw new Error('this is no key of a run');
  return key;
}

function checkedAccount(account: string): string {
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(account)) throw new Error('this is no name of a local account');
  return account;
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
