import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { databases, type Place, processes, writtenFiles } from '../testing/left-behind.ts';
import { people } from '../testing/people.ts';

const signIn = people();

test('SEC-H2, SEC-H52: no log, database, list of processes or page holds a secret that opens something', async () => {
  const { state, origin } = inject('federation');
  const bearer = await overheardBearer();
  const mira = await signIn('mira');
  const { id } = await mira.launch('lumen', 'workbench-medium');
  await vi.waitFor(async () => {
    const { interfaces } = await mira.instance('lumen', id);
    expect(interfaces.map(({ state }) => state)).toEqual(['ready', 'ready']);
  }, 90_000);
  const desktop = await mira.open('lumen', id, 'desktop');
  const lab = await mira.open('lumen', id, 'lab');
  const planted = 'canary-that-somebody-put-into-an-address';
  await mira.page.goto(`${origin}/instances/new?token=${planted}`);
  for (const { page } of [desktop, lab]) await page.goto(`${new URL(page.url()).origin}/?access_token=${planted}`);

  const { body } = await mira.call('POST', `/f/lumen/v1/instances/${id}/invitations`, { role: 'viewer' });
  const cookies = (await mira.context.cookies()).map(({ name, value }) => [`cookie ${name}`, value] as const);
  const canaries: Canary[] = [
    ['planted', planted],
    ['ticket of the desktop', desktop.ticket],
    ['ticket of the notebook', lab.ticket],
    ['token of the portal', await bearer()],
    ['password', inject('federation').passwords.mira ?? ''],
    ['code of an invitation', (body as { code?: string }).code ?? ''],
    ...cookies.filter(([name]) => name.startsWith('cookie __Host-')),
    ...secretsOfInterfaces(state, id),
    ...keysOf(state),
  ];
  expect(canaries.length).toBeGreaterThanOrEqual(16);
  expect(canaries.filter(([, value]) => value.length < 8)).toEqual([]);

  const [files, running] = [writtenFiles(state), processes()];
  const stored = await databases(state, ['portal', 'lumen', 'helia', 'nimbus']);
  expect(files.filter(({ name }) => name.includes('/logs/')).length).toBeGreaterThanOrEqual(8);
  expect(running.some(({ bytes }) => bytes.includes('lumen/connector.json'))).toBe(true);
  expect(running.some(({ name, bytes }) => name.endsWith('environ') && bytes.includes('JUPYTER_'))).toBe(true);
  for (const table of ['audit', 'access_grant', 'invitation'])
    expect(stored[1]?.bytes.includes(`${table}: {`)).toBe(true);
  expect(stored[0]?.bytes.includes('login: {')).toBe(true);
  expect([...files, ...running, ...stored].flatMap((place) => found(canaries, place))).toEqual([]);
  const pages = await Promise.all([mira.page, desktop.page].map(stateOfPage));
  const notInAddresses = canaries.filter(([, value]) => value !== planted);
  expect(pages.flatMap((place) => found(notInAddresses, place))).toEqual([]);
});

type Canary = readonly [name: string, value: string];

function found(canaries: Canary[], { name, bytes }: Place): string[] {
  return canaries.filter(([, value]) => bytes.includes(value)).map(([which]) => `${which} in ${name}`);
}

/** What any script of a page could read. */
async function stateOfPage(page: Page): Promise<Place> {
  const read =
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, document.documentElement.outerHTML])';
  return { name: `page ${page.url()}`, bytes: Buffer.from(await page.evaluate<string>(read)) };
}

/** By which the servers know each other, and what they sign and seal with. */
function keysOf(state: string): Canary[] {
  const read = (file: string) => readFileSync(join(state, file), 'utf8');
  const { connectorKey } = JSON.parse(read('lumen/gateway.json')) as { connectorKey: string };
  const privateHalves = ['portal/signing-keys.json', 'portal/encryption-keys.json'].flatMap((file) =>
    Array.from(read(file).matchAll(/"(?:d|key)": ?"([\w-]{43})"/g), ([, key = '']): Canary => [`key of ${file}`, key]),
  );
  return [['key of the gateway', connectorKey], ...privateHalves];
}

/** What the engine made for the interfaces of one instance, each in a file for the gateway alone. */
function secretsOfInterfaces(state: string, instance: string): [string, string][] {
  return globSync(join(state, `*/state/engine/runs/*${instance}*/*/credential.json`)).flatMap((file) => {
    const { is: _, ...secrets } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
    return Object.entries(secrets).map(([name, value]): [string, string] => [`${name} of ${file}`, value]);
  });
}

/** A facility that keeps what the portal shows it. */
async function overheardBearer(): Promise<() => Promise<string>> {
  const heard = Promise.withResolvers<string>();
  const connector = createServer(({ headers }, response) => {
    const [, bearer] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
    if (bearer) heard.resolve(bearer);
    response.writeHead(503).end();
  });
  connector.listen(0, '127.0.0.1');
  await once(connector, 'listening');
  const connectorUrl = `http://127.0.0.1:${(connector.address() as AddressInfo).port}`;
  const file = join(inject('federation').state, 'portal/facilities/eaves.json');
  onTestFinished(async () => {
    await rm(file);
    connector.close();
    connector.closeAllConnections();
  });
  const entry = {
    ...{ id: 'eaves', name: 'Eaves', kind: 'laboratory', accent: '#0b6b6e', contact: null, accessUrl: null },
    ...{ connectorUrl, audience: connectorUrl, appsUrl: null },
  };
  await writeFile(`${file}.new`, JSON.stringify(entry));
  await rename(`${file}.new`, file);
  return () => heard.promise;
}
