import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type FacilityEntry, facilityEntry } from '@atrium/contract/portal/facility-entry';
import { mintSecret } from '@atrium/server/ids';
import { stringify } from 'yaml';
import * as z from 'zod';
import { type ConfigFile, parseConfig } from './config.ts';
import { parseEnvironmentFile } from './environments/environment-file.ts';
import type { ProposalsFile } from './people/proposals.ts';
import type { RulesFile } from './people/rules.ts';

const asked = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.string().default('laboratory'),
  contact: z.string().optional(),
  accent: z.string().default('#0b6b6e'),
  /** Where its portal is, and who signs its people in. As the demo has them, unless said otherwise. */
  portalUrl: z.url().default('http://localhost:7400'),
  keysUrl: z.url().default('http://127.0.0.1:7400/.well-known/jwks.json'),
  identityProvider: z.url().default('http://127.0.0.1:7401'),
  port: z.coerce.number().int().default(7414),
  gatewayPort: z.coerce.number().int().default(7424),
  /** A directory of environments to copy, and the engine that runs them. Unset: one that runs nothing. */
  environments: z.string().optional(),
  engine: z.custom<ConfigFile['engine']>().default({ kind: 'null' }),
  /** It has data and runs nothing: no engine, no environments, no plans. */
  dataOnly: z.boolean().default(false),
});

export type InitRequest = z.input<typeof asked>;

/**
 * Writes what a new facility needs into a directory that is not there yet, or empty: everybody may use its one plan, if
 * it offers compute, with an account of their own. Its keys are fresh; what holds one is readable to its owner alone. Whole, or not at all.
 * @returns the entry by which it joins a federation
 */
export async function initConnector(directory: string, written: InitRequest): Promise<FacilityEntry> {
  const request = asked.parse(written);
  const place = resolve(directory);
  await refuseUsed(place);
  const unfinished = join(dirname(place), `.${basename(place)}.unfinished-${process.pid}`);
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  try {
    const entry = await writeAll(unfinished, request);
    await rename(unfinished, place);
    return entry;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function writeAll(directory: string, request: z.output<typeof asked>): Promise<FacilityEntry> {
  const { id, name, accent, contact = `help@${id}.example`, port, gatewayPort, portalUrl, dataOnly } = request;
  const gatewayKey = mintSecret();
  const publicUrl = `http://127.0.0.1:${port}`;
  const appsUrl = `http://${id}.localhost:${gatewayPort}`;
  const connector: ConfigFile = {
    facility: {
      id,
      name,
      kind: request.kind as ConfigFile['facility']['kind'],
      description: `${name} offers ${dataOnly ? 'data' : 'compute'}.`,
      accent,
      contact,
      accessUrl: null,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    publicUrl,
    port,
    appsUrl,
    stateDirectory: 'state',
    portal: { issuer: portalUrl, keysUrl: request.keysUrl, identityProviders: [request.identityProvider] },
    gatewayKey,
    engine: dataOnly ? null : request.engine,
    environments: 'environments',
    rules: 'rules.json',
    proposals: 'proposals.json',
    datasets: 'datasets.json',
    announcements: 'announcements.json',
    limits: {
      facility: { instances: null, cores: null, memoryBytes: null },
      person: { instances: 4, cores: null, memoryBytes: null },
    },
  };
  parseConfig(join(directory, 'connector.json'), connector);
  const gateway = { port: gatewayPort, appsUrl, portalUrl, connectorUrl: publicUrl, connectorKey: gatewayKey };

  const environments = join(directory, 'environments');
  const names = dataOnly ? [] : await writeEnvironments(environments, request.environments);
  const write = (file: string, content: unknown, mode: number) =>
    writeFile(join(directory, file), `${JSON.stringify(content, null, 2)}\n`, { mode });
  await write('connector.json', connector, 0o600);
  await write('gateway.json', gateway, 0o600);
  await write('rules.json', firstRules(names), 0o644);
  await write('proposals.json', { proposals: [] } satisfies ProposalsFile, 0o644);
  await write('datasets.json', { datasets: [] }, 0o644);
  await write('announcements.json', { announcements: [] }, 0o644);
  const { kind, accessUrl = null } = connector.facility;
  return facilityEntry.parse({
    id,
    name,
    kind,
    accent,
    connectorUrl: publicUrl,
    audience: publicUrl,
    appsUrl: dataOnly ? null : appsUrl,
    contact,
    accessUrl,
  });
}

/** Everybody who is signed in may use everything, in one size: to be narrowed by whoever runs the facility. */
function firstRules(environments: { name: string; id: string }[]): RulesFile {
  const when = [{ everybody: true as const }];
  const small = { cores: 1, memoryBytes: 2 * 2 ** 30, gpus: 0, diskBytes: null, maxLifetimeSeconds: 14 * 86_400 };
  const plan = (environment: string) => ({ environment, flavours: ['small'], network: 'none' as const, when });
  return {
    trust: { namespaces: [], authorities: [] },
    flavours: environments.length > 0 ? { small } : {},
    plans: Object.fromEntries(environments.map(({ name, id }) => [name, plan(id)])),
    accounts: [{ account: { is: 'own' }, when }],
    rights: [{ right: 'user', when }],
  };
}

async function writeEnvironments(directory: string, from: string | undefined) {
  if (from !== undefined) {
    await cp(from, directory, { recursive: true });
    return namesIn(directory);
  }
  await mkdir(directory);
  const nothing = {
    name: 'nothing',
    version: '1',
    title: 'Nothing',
    description: 'Runs nothing. It shows that this facility is there; replace it with what people need.',
    software: [],
    techniques: [],
    interfaces: [{ name: 'web', kind: 'web', title: 'Page' }],
    engines: { null: {} },
  };
  await writeFile(join(directory, 'nothing.yaml'), stringify(nothing));
  return namesIn(directory);
}

async function namesIn(directory: string): Promise<{ name: string; id: string }[]> {
  const files = (await readdir(directory)).filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(files.map(async (file) => parseEnvironmentFile(file, await readFile(join(directory, file)))));
}

async function refuseUsed(directory: string): Promise<void> {
  const there = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (there.length > 0) throw new Error(`${directory} is not empty: nothing was written`);
}
