import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Outcome } from './bench.ts';

export type Measured = Outcome & {
  name: string;
  title: string;
  rounds: number;
  seconds: number;
  /** Why there are no figures, if there are none. */
  failure: string | null;
};

/** Enough to compute every number of the table again, and to know where they come from. */
export type Report = {
  date: string;
  machine: {
    processor: string;
    cores: number;
    memoryBytes: number;
    kernel: string;
    system: string;
    loadBefore: number;
  };
  /** Of what takes part: Node, and the Debian packages beside which we measure. */
  versions: Record<string, string>;
  benches: Measured[];
};

export async function describeRun(): Promise<Omit<Report, 'benches'>> {
  return {
    date: new Date().toISOString(),
    machine: {
      processor: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      kernel: release(),
      system: /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'unknown',
      loadBefore: loadavg()[0] ?? 0,
    },
    versions: { node: process.versions.node, ...(await versionsOf(peers)) },
  };
}

/** Debian's packages that are measured beside us, or measure. */
const peers = ['websockify', 'wrk', 'chromium', 'jupyterhub'];

async function versionsOf(packages: string[]): Promise<Record<string, string>> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the fields are dpkg's
  const format = '${Package} ${Version}\\n';
  const asked = promisify(execFile)('dpkg-query', ['--show', '--showformat', format, ...packages]);
  // It fails when one is not there, and says what it knows of the others all the same.
  const said = await asked.catch((error: { stdout?: string }) => ({ stdout: error.stdout ?? '' }));
  const known = said.stdout.split('\n').map((line) => line.split(' '));
  return Object.fromEntries(known.filter(([, version]) => version));
}
