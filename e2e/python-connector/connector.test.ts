import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Issuer, makeIssuer, publishedKeys } from '@atrium/contract/conformance/issuer';
import { serveKeys } from '@atrium/contract/conformance/keys-server';
import { lineOf } from '@atrium/contract/conformance/report';
import { runSuite } from '@atrium/contract/conformance/suite';
import { gatewayDocument } from '@atrium/contract/gateway/openapi';
import { openApiDocument } from '@atrium/contract/v1/openapi';
import { expect, onTestFinished, test } from 'vitest';

const audience = 'https://connector.test';
const example = JSON.parse(await readFile(join(import.meta.dirname, 'example.json'), 'utf8'));

test('a connector in Python, written from the documents alone, passes the conformance suite', async () => {
  const issuer = await publishIssuer();
  const url = await startConnector(issuer);
  const settings = { url, audience, issuer, plan: 'nothing-small', gatewayKey: example.connectorKey };
  const results = await runSuite({ ...settings, patienceMs: 10_000 });

  const of = (outcome: string) => results.filter((one) => one.outcome === outcome);
  expect(of('failed').map(lineOf)).toEqual([]);
  expect(of('passed').length).toBeGreaterThan(150);
  const notOffered = of('not offered').filter(({ group }) => group !== 'members' && group !== 'usage');
  expect(notOffered.map(({ name }) => name)).toEqual([
    'members.list answers what the contract says',
    'an interface can be restarted, and one that is not there cannot',
  ]);
}, 120_000);

/** A portal that is made up for the suite, with its keys where it says. */
async function publishIssuer(): Promise<Issuer> {
  const keys: { of?: Issuer } = {};
  const server = await serveKeys({ host: '127.0.0.1', port: 0 }, () => (keys.of ? publishedKeys(keys.of) : {}));
  onTestFinished(() => void server.close());
  keys.of = await makeIssuer(`http://127.0.0.1:${server.port}`);
  return keys.of;
}

async function startConnector({ issuer, keysUrl, identityProvider }: Issuer): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'python-connector-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const portal = { issuer, keysUrl, identityProviders: [identityProvider] };
  const configuration = { ...example, port: 0, publicUrl: audience, portal };
  const files = ['connector.json', 'openapi.json', 'gateway.json'].map((name) => join(directory, name));
  const contents = [configuration, await openApiDocument(), await gatewayDocument()];
  await Promise.all(files.map((file, at) => writeFile(file, JSON.stringify(contents[at]))));

  const program = join(import.meta.dirname, 'connector.py');
  const connector = spawn('python3', [program, ...files], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => stop(connector));
  const [line] = await once(connector.stdout, 'data');
  return String(line).trim().split(' ').at(-1) ?? '';
}

async function stop(process: ChildProcess): Promise<void> {
  process.kill();
  if (process.exitCode === null && process.signalCode === null) await once(process, 'exit');
}
