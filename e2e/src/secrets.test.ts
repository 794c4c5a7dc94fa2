import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { people } from '../testing/people.ts';

const signIn = people();

test('SEC-H2: no log and no database holds a secret that opens something', async () => {
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

  const cookies = (await mira.context.cookies()).map(({ name, value }) => [`cookie ${name}`, value] as const);
  const canaries: (readonly [string, string])[] = [
    ['planted', planted],
    ['ticket of the desktop', desktop.ticket],
    ['ticket of the notebook', lab.ticket],
    ['token of the portal', await bearer()],
    ['password', inject('federation').passwords.mira ?? ''],
    ...cookies.filter(([name]) => name.startsWith('cookie __Host-')),
    ...secretsOfInterfaces(state, id),
  ];
  expect(canaries.length).toBeGreaterThanOrEqual(10);
  expect(canaries.every(([, value]) => value.length >= 8)).toBe(true);

  const files = ['logs/*', '*/state/engine/runs/*/log', '*/state/engine/runs/*/*/log', 'postgres/data/**/*']
    .flatMap((pattern) => globSync(join(state, pattern), { withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(files.filter((file) => file.includes('/logs/')).length).toBeGreaterThanOrEqual(8);
  const found = files.flatMap((file) => {
    const bytes = readFileSync(file);
    return canaries.filter(([, value]) => bytes.includes(value)).map(([name]) => `${name} in ${file}`);
  });
  expect(found).toEqual([]);
});

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
