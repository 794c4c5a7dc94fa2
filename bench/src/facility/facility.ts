import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Surroundings } from '../bench.ts';
import { startProgram } from '../processes.ts';
import { startPortal } from './portal.ts';

/**
 * A facility as `atrium connector init` writes one, on the engine that runs nothing, with a PostgreSQL of its own and
 * without limits to what a person may have at once.
 */
export async function startFacility({ command, directory, port, parts }: Surroundings) {
  const url = `http://127.0.0.1:${port}`;
  const portal = parts.use(await startPortal(url));
  const place = join(directory, 'facility');
  const [program = '', ...verbs] = command;
  const trust = ['--portal', portal.issuer, '--keys', portal.keysUrl, '--identity-provider', portal.identityProvider];
  const who = ['--id', 'bench', '--name', 'Bench', '--port', String(port), '--gateway-port', String(port + 1)];
  await promisify(execFile)(program, [...verbs, 'connector', 'init', place, ...who, ...trust]);
  const file = join(place, 'connector.json');
  const written = JSON.parse(await readFile(file, 'utf8'));
  written.limits.person.instances = null;
  await writeFile(file, JSON.stringify(written));

  const log = join(directory, 'connector.log');
  const { pid } = parts.use(await startProgram([...command, 'connector', file], { log, until: /connector is at/ }));
  const { tokenFor, identityProvider } = portal;
  /** `database`: the directory of the socket on which its PostgreSQL listens. */
  return { url, pid, tokenFor, identityProvider, database: join(place, 'state/postgres') };
}
