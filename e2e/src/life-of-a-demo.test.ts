import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { refusedDemo, startFederation } from '../testing/federation.ts';
import { people } from '../testing/people.ts';

const signIn = people();
const port = 18_400;

test('instances stop at Ctrl-C and start again with their files, at another port too; they outlive a demo that is killed', async () => {
  const where = { state: await stateDirectory(), cache: inject('cache'), port };
  const first = await startFederation(where);
  const before = await signIn('mira', first.federation);
  const { id } = await before.launch('helia', 'notebook-small', { isKept: true });
  const { page } = await before.open('helia', id, 'lab');
  await keep(page, 'of the first day');
  await first.end('SIGINT');
  expect(first.said()).toContain('Ending …');
  expect(processesOn(where.state)).toEqual([]);

  const elsewhere = { ...where, port: port + 100 };
  const second = await startFederation(elsewhere);
  expect(second.federation.passwords).toEqual(first.federation.passwords);
  const after = await signIn('mira', second.federation);
  expect(await after.instance('helia', id)).toMatchObject({ state: 'stopped', reason: { code: 'FACILITY_SHUTDOWN' } });
  await after.call('POST', `/f/helia/v1/instances/${id}/start`, {});
  await after.inState('helia', id, 'ready');
  expect(await kept(await after.open('helia', id, 'lab'))).toBe('of the first day');

  await second.end('SIGKILL');
  await vi.waitFor(() => expect(serversOn(where.state)).toEqual([]), { timeout: 30_000 });
  expect(processesOn(where.state).length).toBeGreaterThan(0);
  const third = await startFederation(elsewhere);
  onTestFinished(() => third.end('SIGINT'));
  const again = await signIn('mira', third.federation);
  expect(await again.instance('helia', id)).toMatchObject({ state: 'ready' });
  expect(await kept(await again.open('helia', id, 'lab'))).toBe('of the first day');
});

test('a second demo on the same state is refused in words', async () => {
  const { state } = inject('federation');
  const { code, said } = await refusedDemo({ state, cache: inject('cache'), port });
  expect(code).toBe(1);
  expect(said).toContain(`a demo runs on ${state} already`);
  expect(said).not.toMatch(/\n {4}at /);
});

test('a port that is taken is refused in words', async () => {
  const taken = createServer().listen(port + 12, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { code, said } = await refusedDemo({ state: await stateDirectory(), cache: inject('cache'), port });
  expect(code).toBe(1);
  expect(said).toContain(`port ${port + 12} is taken by another program. Choose another place with --port`);
});

test('a disk that is full is refused in words', async () => {
  const state = await stateDirectory();
  const small = `mount -t tmpfs -o size=64m none ${state} && exec "$@"`;
  const program = join(import.meta.dirname, '../../cli/src/main.ts');
  const demo = [
    process.execPath,
    program,
    'demo',
    '--state',
    state,
    '--cache',
    inject('cache'),
    '--port',
    String(port),
  ];
  const unshare = ['--user', '--map-root-user', '--mount', 'sh', '-c', small, 'sh', ...demo];
  const { status, stdout, stderr } = spawnSync('unshare', unshare, { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stdout + stderr).toMatch(/the disk of .* is full: \d+ MiB are left, 512 MiB are needed/);
});

/** Through the notebook server's own API, from its own page. */
async function keep(page: Page, content: string): Promise<void> {
  const file = JSON.stringify({ type: 'file', format: 'text', content });
  await page.evaluate(`fetch('/api/contents/kept.txt', { method: 'PUT', body: ${JSON.stringify(file)} })`);
}

function kept({ page }: { page: Page }): Promise<string> {
  return page.evaluate(`fetch('/api/contents/kept.txt').then((file) => file.json()).then(({ content }) => content)`);
}

async function stateDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'life-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

/** Every process that names this state in its command: servers, and what runs instances. */
function processesOn(state: string): string[] {
  const { stdout } = spawnSync('pgrep', ['--full', '--list-full', state], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '');
}

function serversOn(state: string): string[] {
  return processesOn(state).filter((line) => line.includes('cli/src/main.ts'));
}
