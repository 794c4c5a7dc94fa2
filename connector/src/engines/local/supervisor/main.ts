import { readFileSync } from 'node:fs';
import type { Reason } from '../../engine.ts';
import { startTimeOf } from '../process.ts';
import { createMark, runDirectory, writeMark } from '../run-directory.ts';
import type { RunPlan } from '../run-plan.ts';
import { makeCgroup, removeCgroup } from './cgroup.ts';
import { type Question, type State, serveControl } from './control.ts';
import { reasonOf } from './failure.ts';
import { layGround } from './ground.ts';
import { createSupervised, type Supervised } from './interface.ts';
import { createLog } from './log.ts';
import { checkStaging } from './staging.ts';

/**
 * The supervisor of one run: a process of its own, which outlives the connector that started it. It holds the lock of the
 * run since before it began (flock started it), and what it starts ends with it. It needs no package, so as to be small.
 */
const files = runDirectory(process.argv[2] as string);
const plan: RunPlan = JSON.parse(readFileSync(files.plan, 'utf8'));

const mark = await createMark(files.mark);
const startTime = (await startTimeOf(process.pid)) ?? '';
await writeMark(mark, { pid: process.pid, startTime, ended: null });

const log = createLog(files.log);
let phase: State['phase'] = 'staging';
let supervised: Supervised[] = [];
let ending: Promise<void> | undefined;

process.on('SIGTERM', () => end({ code: 'KILLED', data: { signal: 'SIGTERM' } }));
process.on('SIGINT', () => {});
await serveControl(files.control, answer);
await run();

async function run(): Promise<void> {
  try {
    await checkStaging(plan.staging);
    if (plan.cgroup) await makeCgroup(plan.cgroup);
    const ground = await layGround(plan, log);
    ground.gone.then(() => end({ code: 'KILLED', data: { of: 'network' } }));
    if (ending) return;
    phase = 'starting';
    supervised = plan.interfaces.map((one) =>
      createSupervised(one, { ground, cgroup: plan.cgroup, log, onChange: review }),
    );
    await Promise.all(supervised.map((one) => one.start()));
  } catch (error) {
    await end(reasonOf(error, log));
  }
}

/** Ready once one interface has answered; failed when all are down and none ever has. One that dies later is `down`. */
function review(): void {
  const reports = supervised.map((one) => one.report());
  if (reports.some(({ state }) => state === 'ready')) phase = 'ready';
  const [first] = reports;
  if (phase === 'ready' || !first?.reason || reports.some(({ state }) => state !== 'down')) return;
  end(first.reason);
}

/** Ends all of it, says why to whoever comes later, and with that itself. */
function end(reason: Reason): Promise<void> {
  ending ??= (async () => {
    log.say(`ends: ${reason.code}`);
    await Promise.all(supervised.map((one) => one.stop()));
    await writeMark(mark, { pid: process.pid, startTime, ended: { reason } });
    if (plan.cgroup) await removeCgroup(plan.cgroup);
    process.exit();
  })();
  return ending;
}

async function answer(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'state':
      return { phase, interfaces: Object.fromEntries(plan.interfaces.map(({ name }) => [name, reportOf(name)])) };
    case 'restart':
      supervised.find(({ name }) => name === question.interface)?.start();
      return {};
    case 'stop':
      return end({ code: 'STOPPED_BY_OWNER', data: {} });
  }
}

function reportOf(name: string) {
  return supervised.find((one) => one.name === name)?.report() ?? { state: 'waiting', reason: null };
}
