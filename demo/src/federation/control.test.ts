import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { askDemo, type ControlRequest, openControl } from './control.ts';

test('a second shell is heard, and a second demo on the same state is refused', async () => {
  const state = await emptyDirectory();
  expect(await askDemo(state, { verb: 'status' })).toBeUndefined();

  const asked: ControlRequest[] = [];
  const control = await openControl(state, async (request) => {
    asked.push(request);
    return { done: true, says: 'lumen is away' };
  });
  onTestFinished(control.close);
  expect(await askDemo(state, { verb: 'stop', facility: 'lumen' })).toEqual({ done: true, says: 'lumen is away' });
  expect(asked).toEqual([{ verb: 'stop', facility: 'lumen' }]);
  await expect(openControl(state, async () => ({ done: true, says: '' }))).rejects.toThrow(/runs on .* already/);
});

test('a demo that was killed leaves a socket that holds nobody back', async () => {
  const state = await emptyDirectory();
  const program = `require('node:net').createServer().listen('${state}/control.sock', () => process.kill(process.pid, 'SIGKILL'))`;
  spawnSync(process.execPath, ['--eval', program]);
  expect(await askDemo(state, { verb: 'status' })).toBeUndefined();
  const control = await openControl(state, async () => ({ done: true, says: '' }));
  await control.close();
});

async function emptyDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-control-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
