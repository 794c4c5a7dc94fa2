import { randomBytes } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { OfferedInterface, RunSpec } from '../engine.ts';
import type { Cgroups } from './cgroup.ts';
import type { Roots } from './identity.ts';
import type { InterfacePart, LocalPart } from './part.ts';
import { interfaceDirectory, runDirectory } from './run-directory.ts';
import type { RunPlan } from './run-plan.ts';
import { sandboxArguments } from './sandbox/arguments.ts';
import { madeEtc } from './sandbox/etc.ts';

type Surroundings = { roots: Roots; cgroups: Cgroups; processes: number; home: string; scratch: string };

/** Writes down all that the supervisor will do, and the files that the sandboxes see. A repeat writes the same. */
export async function planRun(
  key: string,
  directory: string,
  spec: RunSpec,
  part: LocalPart,
  { roots, cgroups, processes, home, scratch }: Surroundings,
): Promise<void> {
  const files = runDirectory(directory);
  const hostname = hostnameOf(spec);
  const etc = madeEtc({ key, account: spec.account, hostname, network: spec.network });
  await mkdir(files.etc, { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(etc)) await writeWhole(join(files.etc, name), content);

  const plan: RunPlan = {
    key,
    cores: spec.cores,
    memoryBytes: spec.memoryBytes,
    staging: { measured: [home, scratch], limitBytes: spec.diskBytes, data: spec.data },
    cgroup: cgroups.plan(key, { cores: spec.cores, memoryBytes: spec.memoryBytes, processes }),
    network: spec.network,
    unreachable: spec.network === 'open' ? ['169.254.0.0/16', ...addressesOfThisMachine()] : [],
    interfaces: spec.environment.interfaces.map((offered, index) =>
      planInterface(offered, part.interfaces[offered.name] as InterfacePart, files.interface(index).directory),
    ),
  };
  await writeWhole(files.plan, JSON.stringify(plan));

  function planInterface({ name, kind }: OfferedInterface, own: InterfacePart, directory: string) {
    const sandbox = sandboxArguments({
      root: roots.directoryOf(own.root),
      etc: files.etc,
      etcFiles: Object.keys(etc),
      run: interfaceDirectory(directory).run,
      assets: own.assets ? roots.assetsOf(own.assets) : null,
      home,
      scratch,
      data: spec.data,
      account: spec.account,
      hostname,
      cores: spec.cores,
      memoryBytes: spec.memoryBytes,
      command: own.command,
    });
    const { socket, answersWithinSeconds, command } = own;
    return { name, kind, directory, socket, answersWithinSeconds, command: command[0] as string, sandbox };
  }
}

function hostnameOf({ name, instance }: RunSpec): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  return words.replace(/^-+/, '').slice(0, 40).replace(/-+$/, '') || instance;
}

function addressesOfThisMachine(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `${address}/32`);
}

/** Never half: who reads it meets the old or the new. */
async function writeWhole(path: string, content: string): Promise<void> {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(unfinished, content, { mode: 0o600 });
  await rename(unfinished, path);
}
