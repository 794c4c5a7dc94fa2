import { readdir, readFile } from 'node:fs/promises';

/** When a process started, in the kernel's ticks since boot: with it a pid names one process for ever. */
export async function startTimeOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return afterName[19];
  } catch {
    return undefined;
  }
}

/** Kills that very process, and never another that has got its number since. */
export async function killExactly(pid: number, startTime: string, signal: NodeJS.Signals): Promise<void> {
  if ((await startTimeOf(pid)) !== startTime) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export async function childrenOf(pid: number): Promise<number[]> {
  try {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/**
 * Kills what still names this directory in its command line: the sandboxes of a run whose supervisor is dead. The kernel
 * has done so already, but for one that was killed in the instant in which it started one.
 */
export async function killSandboxesOf(directory: string): Promise<void> {
  for (const pid of (await readdir('/proc')).map(Number).filter(Boolean)) {
    const startTime = await startTimeOf(pid);
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const isOurs = /^(setpriv|sh|nsenter|bwrap)\0/.test(commandLine) && commandLine.includes(`${directory}/`);
    if (startTime && isOurs) await killExactly(pid, startTime, 'SIGKILL');
  }
}
