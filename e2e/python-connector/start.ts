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

/** As the example, but for `changes`. @returns its address */
export async function startConnector(portalOf: Issuer, changes: object = {}): Promise<string> {
  const { issuer, keysUrl, identityProvider } = portalOf;
  const portal = { issuer, keysUrl, identityProviders: [identityProvider] };
  const configuration = { ...example, port: 0, publicUrl: audience, portal, ...changes };
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

/** A desktop of this name, with nothing in it. @returns the socket on which it answers, which is its only lock */
export async function startXvnc(name: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'xvnc-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const socket = join(directory, 'rfb.sock');
  const rfb = ['-rfbport', '-1', '-rfbunixpath', socket, '-rfbunixmode', '0600', '-SecurityTypes', 'None'];
  const screen = ['-desktop', name, '-geometry', '320x240', '-nolisten', 'tcp', '-displayfd', '1'];
  await addressOf(spawn('Xvnc', [...screen, ...rfb], { stdio: ['ignore', 'pipe', 'ignore'] }));
  return socket;
}

/** Files that are gone with the test. */
async function written(...contents: unknown[]): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'python-connector-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const files = contents.map((_, at) => join(directory, `${at}.json`));
  await Promise.all(files.map((file, at) => writeFile(file, JSON.stringify(contents[at]), { mode: 0o600 })));
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
