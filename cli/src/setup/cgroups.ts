import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.ts';
import { Unmet } from './step.ts';

const controllers = ['cpu', 'memory', 'pids', 'cpuset'];

/**
 * A control group of the user's own, in which the local engine holds each instance to its size. Version 1: one for each
 * controller. Version 2: one, with a group for our servers inside, for only within its own may the user move processes.
 */
export async function delegateCgroups(uid: number, asRoot: string[] | undefined, at = '/sys/fs/cgroup') {
  const second = existsSync(join(at, 'cgroup.controllers'));
  const there = second ? ['.'] : controllers.filter((one) => existsSync(join(at, one, 'cgroup.procs')));
  if (there.length === 0) throw new Unmet('this machine has none: sizes are not enforced');
  const groups = there.map((one) => join(at, one, 'atrium'));
  if ((await Promise.all(groups.map((group) => belongsTo(group, uid)))).every(Boolean)) return 'there';
  if (!asRoot) throw new Unmet('only root can give them away: sizes are not enforced');
  await run([
    ...asRoot,
    'bash',
    '-euc',
    second ? delegateSecond : delegateFirst,
    'delegate',
    at,
    String(uid),
    ...there,
  ]);
  return second ? 'delegated (version 2)' : `delegated (version 1: ${there.join(', ')})`;
}

const delegateFirst = `
  at=$1 uid=$2; shift 2
  for controller in "$@"; do
    group=$at/$controller/atrium
    mkdir -p "$group"
    if [[ $controller == cpuset ]]; then
      cat "$at/cpuset/cpuset.cpus" >"$group/cpuset.cpus"
      cat "$at/cpuset/cpuset.mems" >"$group/cpuset.mems"
      echo 1 >"$group/cgroup.clone_children"
    fi
    chown "$uid" "$group" "$group/cgroup.procs" "$group/tasks"
  done`;

const delegateSecond = `
  at=$1 uid=$2
  for controller in cpu memory pids cpuset; do
    grep -qw "$controller" "$at/cgroup.controllers" && echo "+$controller" >"$at/cgroup.subtree_control"
  done
  mkdir -p "$at/atrium/servers"
  for controller in $(cat "$at/atrium/cgroup.controllers"); do echo "+$controller" >"$at/atrium/cgroup.subtree_control"; done
  for group in "$at/atrium" "$at/atrium/servers"; do
    chown "$uid" "$group" "$group/cgroup.procs" "$group/cgroup.threads" "$group/cgroup.subtree_control"
  done`;

async function belongsTo(directory: string, uid: number): Promise<boolean> {
  return existsSync(directory) && (await stat(directory)).uid === uid;
}
