import { access, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Issuer, makeIssuer, publishedKeys, readIssuer, writeIssuer } from '@atrium/contract/conformance/issuer';
import { serveKeys } from '@atrium/contract/conformance/keys-server';
import { jsonReport, junitReport, lineOf, summaryOf } from '@atrium/contract/conformance/report';
import { groups, runSuite } from '@atrium/contract/conformance/suite';
import { askedToStop } from './servers.ts';

const one = { type: 'string' } as const;
const usage = `conformance URL --issuer FILE [--plan NAME] [--audience URL] [--gateway FILE] [--only GROUP] [--patience SECONDS] [--junit FILE] [--json FILE]`;

/** Exit code 0: every fact holds; 1: one does not; 2: it could not begin. */
export async function conformance([first, ...rest]: string[]) {
  if (first === 'init') return init(rest);
  process.exitCode = 2;
  const failed = await run(first === undefined ? [] : [first, ...rest]);
  process.exitCode = failed > 0 ? 1 : 0;
}

/** Says what to configure in the connector under test, and serves the keys until Ctrl-C. */
async function init(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { listen: { ...one, default: '127.0.0.1:7490' }, address: one },
  });
  const [file] = positionals;
  const [, host, port] = /^(.+):(\d+)$/.exec(values.listen) ?? [];
  if (!file || !host)
    throw new Error('conformance init FILE [--listen HOST:PORT] [--address URL]: one is missing or wrong');
  const made: { issuer?: Issuer } = {};
  const address = { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
  const server = await serveKeys(address, () => (made.issuer ? publishedKeys(made.issuer) : { keys: [] }));
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) await writeIssuer(file, await makeIssuer(values.address ?? `http://${host}:${server.port}`));
  const issuer = await readIssuer(file);
  made.issuer = issuer;
  const { issuer: name, keysUrl, identityProvider, persons } = issuer;
  console.error(`${file} ${isThere ? 'is used as it is' : 'is written'}. Let the connector under test trust:`);
  const { first, second, third } = persons;
  const people = { mayStartThePlan: [first, second], mayNot: [third] };
  console.log(JSON.stringify({ issuer: name, keysUrl, identityProviders: [identityProvider], ...people }, null, 2));
  console.error(`The keys are served at ${keysUrl} until Ctrl-C.`);
  await askedToStop();
  server.close();
}

/** @returns how many facts do not hold */
async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...{ issuer: one, plan: one, audience: one, gateway: one, only: one, patience: one, junit: one, json: one },
    },
  });
  const [written] = positionals;
  const { issuer: file, plan, only, patience = '120', junit, json } = values;
  if (!written || !file) throw new Error(`${usage}: one is missing`);
  if (only !== undefined && !groups.includes(only)) throw new Error(`--only: one of ${groups.join(', ')}`);
  if (!(Number(patience) > 0)) throw new Error('--patience: a number of seconds');
  const url = written.replace(/\/+$/, '').replace(/\/v1$/, '');
  const { audience = url } = values;
  const gatewayKey = values.gateway === undefined ? undefined : await readGatewayKey(values.gateway);
  const patienceMs = Number(patience) * 1000;
  const settings = { url, audience, issuer: await readIssuer(file), plan, patienceMs, gatewayKey };
  const results = await runSuite(settings, {
    only: ({ group }) => only === undefined || group === only,
    onResult: (result) => console.log(lineOf(result)),
  });
  console.log(summaryOf(results));
  if (json) await writeFile(json, jsonReport(url, results));
  if (junit) await writeFile(junit, junitReport(results));
  return results.filter(({ outcome }) => outcome === 'failed').length;
}

/** A secret has no place among arguments: anybody on the machine can read those. */
async function readGatewayKey(file: string): Promise<string> {
  const { connectorKey } = JSON.parse(await readFile(file, 'utf8'));
  if (typeof connectorKey !== 'string') throw new Error(`${file} has no connectorKey`);
  return connectorKey;
}
