import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Issuer, makeIssuer, publishedKeys } from '@atrium/contract/conformance/issuer';
import { serveKeys } from '@atrium/contract/conformance/keys-server';
import { gatewayDocument } from '@atrium/contract/gateway/openapi';
import { openApiDocument } from '@atrium/contract/v1/openapi';
import { onTestFinished } from 'vitest';
import { runCommand } from '../testing/federation.ts';

/** What the connector is called in tokens. */
export const audience = 'https://connector.test';
export const example = JSON.parse(await readFile(join(import.meta.dirname, 'example.json'), 'utf8'));

/** A portal that is made up for the suite, with its keys where it says. */
export async function publishIssuer(): Promise<Issuer> {
  const keys: { of?: Issuer } = {};
  const server = await serveKeys({ host: '127.0.0.1', port: 0 }, () => (keys.of ? publishedKeys(keys.of) : {}));
  onTestFinished(() => void server.close());
  keys.of = await makeIssuer(`http://127.0.0.1:${server.port}`);
  return keys.of;
}

/** @returns its address */
export async function startConnector({ issuer, keysUrl, identityProvider }: Issuer): Promise<string> {
  const portal = { issuer, keysUrl, identityProviders: [identityProvider] };
  const configuration = { ...example, port: 0, publicUrl: audience, portal };
  const files = await written(configuration, await openApiDocument(), await gatewayDocument());
  const program = join(import.meta.dirname, 'connector.py');
  return addressOf(spawn('python3', [program, ...files], { stdio: ['ignore', 'pipe', 'inherit'] }));
}

/** Our gateway, before a connector. @returns where it listens: browsers would find it at the example's `appsUrl` */
export async function startGateway(connectorUrl: string, portalUrl: string): Promise<string> {
  const { appsUrl, connectorKey } = example;
  const [file = ''] = await written({ port: 0, appsUrl, portalUrl, connectorUrl, connectorKey });
  return addressOf(runCommand('gateway', file));
}

/** Files that are gone with the test. */
async function written(...contents: unknown[]): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'python-connector-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const files = contents.map((_, at) => join(directory, `${at}.json`));
  await Promise.all(files.map((file, at) => writeFile(file, JSON.stringify(contents[at]))));
  return files;
}

/** The last word of the first line that a server prints. */
async function addressOf(server: ChildProcess): Promise<string> {
  onTestFinished(() => stop(server));
  const [line] = await once(server.stdout ?? server, 'data');
  return String(line).trim().split(' ').at(-1) ?? '';
}

async function stop(server: ChildProcess): Promise<void> {
  server.kill();
  if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
}
