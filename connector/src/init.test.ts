import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase } from '@atrium/server/testing/database';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newInstance, startTestConnector } from '../testing/connector.ts';
import { audience, identityProvider, issuer } from '../testing/portal.ts';
import { readConfig } from './config.ts';
import { migrations } from './database/migrations.ts';
import { initConnector } from './init.ts';

test('what init writes starts as it is, and the entry it gives is that of this connector', async () => {
  const directory = await emptyDirectory();
  const entry = await initConnector(directory, { id: 'vela', name: 'Vela', port: 7414 });
  expect(entry).toMatchObject({ id: 'vela', name: 'Vela', audience: 'http://127.0.0.1:7414' });

  const config = readConfig(join(directory, 'connector.json'));
  const trusted = { publicUrl: audience, portal: { ...config.portal, issuer, identityProviders: [identityProvider] } };
  const databaseUrl = await freshDatabase('connector', migrations);
  const { clientOf, nobody } = await startTestConnector({ ...config, ...trusted, port: 0, databaseUrl });
  expect(await nobody.facility.get()).toMatchObject({ id: 'vela', name: 'Vela', health: { status: 'ok' } });
  const anna = clientOf('anna');
  const { id } = await anna.instances.create(newInstance('first light', { plan: 'nothing-small' }));
  await vi.waitFor(async () => expect((await anna.instances.get({ id })).state).toBe('ready'));
});

test('a facility of data alone starts as it is: it has no engine, and nothing to launch', async () => {
  const directory = await emptyDirectory();
  const entry = await initConnector(directory, { id: 'vela', name: 'Vela', dataOnly: true });
  expect(entry).toMatchObject({ id: 'vela', appsUrl: null });
  expect(await readdir(directory)).not.toContain('environments');

  const config = readConfig(join(directory, 'connector.json'));
  const databaseUrl = await freshDatabase('connector', migrations);
  const { nobody } = await startTestConnector({ ...config, port: 0, databaseUrl });
  expect(await nobody.facility.get()).toMatchObject({
    capabilities: { compute: false, catalogue: true },
    health: { status: 'ok', problems: [] },
  });
  expect((await nobody.plans.list({})).plans).toEqual([]);
});

test('two facilities have different keys, which only their owner can read', async () => {
  const [one, other] = [await emptyDirectory(), await emptyDirectory()];
  await initConnector(one, { id: 'vela', name: 'Vela' });
  await initConnector(other, { id: 'vela', name: 'Vela' });
  const read = async (directory: string, file: string) => JSON.parse(await readFile(join(directory, file), 'utf8'));
  const [mine, theirs] = [await read(one, 'connector.json'), await read(other, 'connector.json')];
  expect(mine.gatewayKey).not.toBe(theirs.gatewayKey);
  expect((await read(one, 'gateway.json')).connectorKey).toBe(mine.gatewayKey);
  for (const file of ['connector.json', 'gateway.json']) {
    expect((await stat(join(one, file))).mode & 0o777).toBe(0o600);
  }
});

test('SEC-H1: when others may read the key, the connector does not start', async () => {
  const directory = await emptyDirectory();
  await initConnector(directory, { id: 'vela', name: 'Vela' });
  const file = join(directory, 'connector.json');
  await chmod(file, 0o644);
  expect(() => readConfig(file)).toThrow('connector.json holds gatewayKey and may be read by others');
});

test('a directory that is used is left as it is', async () => {
  const directory = await emptyDirectory();
  await writeFile(join(directory, 'connector.json'), 'mine');
  await expect(initConnector(directory, { id: 'vela', name: 'Vela' })).rejects.toThrow('is not empty');
  expect(await readdir(directory)).toEqual(['connector.json']);
});

test('a name that cannot be used writes nothing', async () => {
  const directory = await emptyDirectory();
  await expect(initConnector(directory, { id: 'Vela!', name: 'Vela' })).rejects.toThrow(/facility\.id/);
  expect(await readdir(directory)).toEqual([]);
});

async function emptyDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-init-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}
