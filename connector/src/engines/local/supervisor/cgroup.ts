import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { CgroupPlan } from '../run-plan.ts';
import { Failure } from './failure.ts';

/** @throws Failure: an instance whose limits cannot be set is not started. */
export async function makeCgroup({ directories, limits }: CgroupPlan): Promise<void> {
  try {
    for (const directory of directories) await mkdir(directory, { recursive: true });
    for (const { file, value } of limits) await writeFile(file, value);
  } catch (error) {
    throw new Failure('SANDBOX_UNAVAILABLE', { of: 'control group', message: (error as Error).message });
  }
}

/** How many processes the kernel has killed for lack of memory. */
export async function countOomKills(cgroup: CgroupPlan | null): Promise<number> {
  if (!cgroup?.oomKills) return 0;
  const counters = await readFile(cgroup.oomKills, 'utf8');
  return Number(/^oom_kill (\d+)$/m.exec(counters)?.[1] ?? 0);
}

/** The kernel takes a moment to let go of what has ended in it. */
export async function removeCgroup({ directories }: Pick<CgroupPlan, 'directories'>): Promise<void> {
  for (const directory of directories) {
    for (let attempt = 0; attempt < 100 && !(await removed(directory)); attempt += 1) await wait(20);
  }
}

async function removed(directory: string): Promise<boolean> {
  try {
    await rmdir(directory);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EBUSY';
  }
}
