import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../engine.ts';
import type { CgroupPlan } from './run-plan.ts';

type Size = { cores: number; memoryBytes: number; processes: number };

const limited = { cpu: 'Processor time', memory: 'Memory', pids: 'The number of processes' };
type Controller = keyof typeof limited;
const controllers = Object.keys(limited) as Controller[];

const periodMicroseconds = 100_000;

/**
 * The control groups that this account may use. Version 1 has a tree for each controller, version 2 one for all
 * (https://docs.kernel.org/admin-guide/cgroup-v1/, cgroup-v2.html). What is missing is said, not worked around: a limit
 * that a process can lift by itself is none.
 */
export async function openCgroups(parent: string | null, at = '/sys/fs/cgroup') {
  const second = existsSync(join(at, 'cgroup.controllers'));
  const groups: Partial<Record<Controller, string>> = {};
  for (const controller of parent === null ? [] : controllers) {
    const group = second ? join(at, parent ?? '') : join(at, controller, parent ?? '');
    const there = second ? (await writable(join(group, 'cgroup.procs'))) && existsSync(join(group, `servers`)) : true;
    if (there && (await writable(group))) groups[controller] = group;
  }

  function plan(key: string, size: Size): CgroupPlan | null {
    const entries = Object.entries(groups) as [Controller, string][];
    if (entries.length === 0) return null;
    const limits = entries.flatMap(([controller, group]) =>
      (second ? secondVersion : firstVersion)[controller](size).map(([file, value]) => ({
        file: join(group, key, file),
        value: String(value),
      })),
    );
    const memory = groups.memory && join(groups.memory, key, second ? 'memory.events' : 'memory.oom_control');
    return {
      directories: [...new Set(entries.map(([, group]) => join(group, key)))],
      limits,
      oomKills: memory ?? null,
    };
  }

  const problems: Problem[] = controllers
    .filter((controller) => !groups[controller])
    .map((controller) => ({
      code: 'LIMIT_NOT_ENFORCED',
      message: `${limited[controller]} of an instance is not limited: the engine has no control group for it.`,
      subject: controller,
    }));

  return { plan, problems };
}

export type Cgroups = Awaited<ReturnType<typeof openCgroups>>;

type Rule = Record<Controller, (size: Size) => [string, string | number][]>;

const firstVersion: Rule = {
  cpu: ({ cores }) => [
    ['cpu.cfs_period_us', periodMicroseconds],
    ['cpu.cfs_quota_us', Math.round(cores * periodMicroseconds)],
  ],
  memory: ({ memoryBytes }) => [['memory.limit_in_bytes', memoryBytes]],
  pids: ({ processes }) => [['pids.max', processes]],
};

const secondVersion: Rule = {
  cpu: ({ cores }) => [['cpu.max', `${Math.round(cores * periodMicroseconds)} ${periodMicroseconds}`]],
  memory: ({ memoryBytes }) => [
    ['memory.max', memoryBytes],
    ['memory.swap.max', 0],
  ],
  pids: ({ processes }) => [['pids.max', processes]],
};

async function writable(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
