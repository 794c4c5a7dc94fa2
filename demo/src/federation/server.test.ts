import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { superviseServer } from './server.ts';

/** A server that answers as soon as it has written that it is there. */
const answering = (file: string) =>
  `require('node:fs').writeFileSync('${file}', String(process.pid)); setInterval(() => {}, 1000);`;

test('a server that dies is started again after a while, and the person is told', async () => {
  const { server, said, file } = await supervised();
  await server.start();
  const first = Number(readFileSync(file, 'utf8'));
  process.kill(first, 'SIGKILL');

  await vi.waitFor(() => expect(said).toHaveLength(2));
  expect(said).toEqual(['the test was ended by SIGKILL. It is started again in 0.05 s.', 'the test runs again.']);
  expect(server.now()).toMatchObject({ state: 'running' });
  expect(server.now().pid).not.toBe(first);
});

test('a server that cannot be started again at once is tried until it can', async () => {
  const { server, said, file } = await supervised(
    (at) => `
    const fs = require('node:fs');
    if (fs.existsSync('${at}.broken')) process.exit(3);
    ${answering(at)}`,
  );
  await server.start();
  writeFileSync(`${file}.broken`, '');
  rmSync(file);
  process.kill(server.now().pid ?? 0, 'SIGKILL');
  await vi.waitFor(() => expect(said.join()).toContain('the test did not start'), 5000);
  rmSync(`${file}.broken`);
  await vi.waitFor(() => expect(said.at(-1)).toBe('the test runs again.'), 5000);
});

test('a server that was stopped stays away until it is started', async () => {
  const { server, said } = await supervised();
  await server.start();
  await server.stop();
  expect(server.now()).toEqual({ name: 'the test', state: 'stopped', pid: null });
  expect(said).toEqual([]);
  await server.start();
  expect(server.now().state).toBe('running');
});

test('a server that ends instead of answering is told with its last words', async () => {
  const { server } = await supervised(() => `console.error('the key is missing'); process.exit(1);`);
  await expect(server.start()).rejects.toThrow(/the test did not start.*the key is missing/s);
});

test('a server that does not listen to reason has no choice', async () => {
  const { server, file } = await supervised((at) => `process.on('SIGTERM', () => {}); ${answering(at)}`);
  await server.start();
  const pid = Number(readFileSync(file, 'utf8'));
  await server.stop(50);
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});

async function supervised(programOf = answering) {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-server-'));
  const file = join(directory, 'answers');
  const said: string[] = [];
  const server = superviseServer(
    {
      name: 'the test',
      command: [process.execPath, '--eval', programOf(file)],
      logFile: join(directory, 'log'),
      answers: async () => existsSync(file) && readFileSync(file, 'utf8') !== '',
    },
    { say: (line) => said.push(line), restartAfterMs: 50, startWithinMs: 20_000 },
  );
  onTestFinished(async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  });
  return { server, said, file };
}
