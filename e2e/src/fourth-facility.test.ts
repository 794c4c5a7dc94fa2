import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { runCommand } from '../testing/federation.ts';
import { people } from '../testing/people.ts';

const signIn = people();

test('a fourth facility joins the running federation by the entry that `connector init` prints, alone', async () => {
  const { state, origin, port } = inject('federation');
  const directory = await mkdtemp(join(tmpdir(), 'fourth-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const place = join(directory, 'tessel');
  const entry = await initialise(place, port);
  await start('connector', join(place, 'connector.json'));
  await start('gateway', join(place, 'gateway.json'));

  const joined = join(state, 'portal/facilities/tessel.json');
  await writeFile(`${joined}.new`, entry);
  await rename(`${joined}.new`, joined);
  onTestFinished(() => rm(joined));

  const mira = await signIn('mira');
  await vi.waitFor(async () => expect(await facilities()).toContain('tessel'), { timeout: 30_000 });
  const { body } = await mira.call('GET', '/f/tessel/v1/plans');
  expect(body).toMatchObject({ plans: [{ id: 'nothing-small', availability: { is: 'now' } }] });
  const { id } = await mira.launch('tessel', 'nothing-small');
  const { page } = await mira.open('tessel', id, 'web');
  expect(new URL(page.url()).hostname).toMatch(/^[a-z0-9]{26}\.tessel\.localhost$/);

  async function facilities(): Promise<string[]> {
    const response = await fetch(`${origin.replace('localhost', '127.0.0.1')}/api/federation`);
    const { facilities } = (await response.json()) as { facilities: { id: string }[] };
    return facilities.map(({ id }) => id);
  }
});

async function initialise(place: string, port: number): Promise<string> {
  const ports = ['--port', String(port + 14), '--gateway-port', String(port + 24)];
  const federation = ['--portal', `http://localhost:${port}`, '--identity-provider', `http://127.0.0.1:${port + 1}`];
  const init = runCommand('connector', 'init', place, '--id', 'tessel', '--name', 'Tessel', ...ports, ...federation);
  const [printed, [code]] = await Promise.all([text(init.stdout ?? process.stdin), once(init, 'close')]);
  expect(code).toBe(0);
  return printed;
}

async function start(kind: string, file: string): Promise<ChildProcess> {
  const server = runCommand(kind, file);
  onTestFinished(async () => {
    server.kill();
    await once(server, 'close');
  });
  await once(server.stdout ?? server, 'data');
  return server;
}
