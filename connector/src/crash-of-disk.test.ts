import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnectorClient } from '@atrium/contract/v1/client';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newInstance } from '../testing/connector.ts';
import { testFacility, unlimited } from '../testing/facility.ts';
import { createTestPortal } from '../testing/portal.ts';
import { childrenOf } from './engines/local/process.ts';

const program = join(import.meta.dirname, '../testing/connector-that-dies.ts');
const sizeBytes = 160 * 2 ** 20;

test('a full disk under the connector and its database: what is refused has its code, and with room all goes on', async () => {
  const portal = await createTestPortal();
  const { url, fill, makeRoom } = await startOnSmallDisk(portal);
  const anna = createConnectorClient({ url, token: () => portal.tokenFor('anna') });
  const isReady = (id: string) =>
    vi.waitFor(async () => expect(await anna.instances.get({ id })).toMatchObject({ state: 'ready' }), 20_000);
  const [first, last] = [newInstance(), newInstance()];
  await isReady((await anna.instances.create(first)).id);

  fill();
  const { health } = await anna.facility.get();
  expect(health.problems.map(({ code }) => code)).toContain('DISK_FULL');
  await expect(untilRefused(() => anna.instances.create(newInstance()))).resolves.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    status: 503,
  });

  makeRoom();
  const { id } = await vi.waitFor(() => anna.instances.create(last), 30_000);
  await isReady(id);
  const { instances } = await anna.instances.list({ limit: 100 });
  await Promise.all(instances.map((one) => isReady(one.id)));
  expect(await anna.instances.create(last)).toMatchObject({ id });
}, 60_000);

function isNode(pid: number): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('connector-that-dies');
}

/** Small rows find room for a while in what their tables have already. */
async function untilRefused(ask: () => Promise<unknown>): Promise<unknown> {
  for (let asked = 0; asked < 2000; asked++) {
    const refusals = (await Promise.allSettled(Array.from({ length: 10 }, ask))).flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason] : [],
    );
    if (refusals.length > 0) return refusals[0];
  }
  throw new Error('nothing was refused');
}

/** In a process that sees a file system of its own where its state is; its database is there too. */
async function startOnSmallDisk({ jwks }: Awaited<ReturnType<typeof createTestPortal>>) {
  const state = await mkdtemp(join(tmpdir(), 'atrium-disk-'));
  onTestFinished(() => rm(state, { recursive: true }));
  const { config } = await testFacility({ limits: { facility: unlimited, person: unlimited } });
  const own = { ...config, databaseUrl: undefined, stateDirectory: join(state, 'state') };
  const argument = JSON.stringify({ config: own, jwks });
  const small = ['bwrap', '--dev-bind', '/', '/', '--perms', '0755', '--size', String(sizeBytes), '--tmpfs', state];
  const [command = '', ...rest] = [...small, process.execPath, program, argument];
  const child = spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await once(child.stdout, 'data');
  const [connector = Number(child.pid)] = (await childrenOf(Number(child.pid))).filter(isNode);
  onTestFinished(async () => {
    process.kill(connector, 'SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  });
  const there = join(`/proc/${connector}/root`, state);
  const { blocks, bsize } = statfsSync(there);
  expect(blocks * bsize, 'no other file system is to be filled').toBe(sizeBytes);
  const filler = join(there, 'filler');
  return {
    url: String(said),
    makeRoom: () => rmSync(filler),
    fill() {
      const file = openSync(filler, 'w');
      const bytes = Buffer.alloc(2 ** 20);
      try {
        for (let left = sizeBytes; left > 0; left -= bytes.length) writeSync(file, bytes);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' });
      } finally {
        closeSync(file);
      }
    },
  };
}
