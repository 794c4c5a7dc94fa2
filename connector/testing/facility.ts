import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '@atrium/server/testing/database';
import { onTestFinished } from 'vitest';
import { type ConfigFile, parseConfig } from '../src/config.ts';
import { migrations } from '../src/database/migrations.ts';
import type { RulesFile } from '../src/people/rules.ts';
import { audience, identityProvider, issuer } from './portal.ts';

/** `onTestFinished`, or `afterAll` for what a whole file shares. */
export type WhenOver = (act: () => Promise<void>) => void;

export const unlimited = { instances: null, cores: null, memoryBytes: null };
export const gatewayKey = 'the key that the gateways of the tests show';

const everybody = [{ everybody: true as const }];

/** One size, one plan for everybody, an account for each. */
const rules: RulesFile = {
  flavours: { small: { cores: 2, memoryBytes: 2 ** 30, maxLifetimeSeconds: 86_400 } },
  plans: { nothing: { environment: 'nothing@1', flavours: ['small'], when: everybody } },
  accounts: [{ account: { is: 'own' }, when: everybody }],
  rights: [{ right: 'user', when: everybody }],
};

/** An environment that runs nothing and offers these interfaces. */
export function nothing({ name = 'nothing', interfaces = ['web'], part = {} as object } = {}): string {
  return JSON.stringify({
    name,
    version: '1',
    title: 'Nothing',
    description: 'Runs nothing.',
    interfaces: interfaces.map((name) => ({ name, kind: 'web', title: name })),
    engines: { null: part },
  });
}

/** The files of a small facility in a directory of their own, gone with the test, and its configuration. */
export async function testFacility(changes: Partial<ConfigFile> = {}, whenOver: WhenOver = onTestFinished) {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-connector-'));
  whenOver(() => rm(directory, { recursive: true }));
  const place = (name: string) => join(directory, name);

  /** As an editor does it: a file is whole whenever it is read. */
  async function write(name: string, content: unknown) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    await writeFile(place('unfinished'), text);
    await rename(place('unfinished'), place(name));
  }

  await mkdir(place('environments'));
  await write('environments/nothing.yaml', nothing());
  await write('rules.json', rules);
  await write('proposals.json', { proposals: [] });
  await write('datasets.json', { datasets: [] });
  await write('announcements.json', { announcements: [] });
  const config = parseConfig(place('connector.json'), {
    facility: {
      id: 'lumen',
      name: 'Lumen',
      kind: 'neutron-source',
      description: 'A made-up neutron source.',
      accent: '#0b6b6e',
      contact: 'help@lumen.example',
    },
    publicUrl: audience,
    port: 0,
    appsUrl: 'http://lumen.localhost:7421',
    stateDirectory: 'state',
    databaseUrl: await freshDatabase('connector', migrations),
    portal: { issuer, keysUrl: `${issuer}/jwks.json`, identityProviders: [identityProvider] },
    gatewayKey,
    engine: { kind: 'null' },
    announcements: 'announcements.json',
    limits: { facility: unlimited, person: unlimited },
    ...changes,
  });
  const readRules = (): RulesFile => structuredClone(rules);
  return { config: { ...config, databaseUrl: config.databaseUrl ?? '' }, directory, place, write, readRules };
}

export async function testConfig(limits: Partial<ConfigFile['limits']> = {}) {
  const { config } = await testFacility({ limits: { facility: unlimited, person: unlimited, ...limits } });
  return config;
}
