import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';

test('of two runs on one state directory the second is refused, until the first has ended', async () => {
  const state = await mkdtemp(join(tmpdir(), 'atrium-state-'));
  onTestFinished(() => rm(state, { recursive: true, force: true }));
  const first = run(state, 'cat');
  await once(first.stdout, 'data');

  const second = run(state, 'true');
  expect(await text(second.stderr)).toContain(`another run uses the state directory ${state}`);
  first.stdin.end();
  await once(first, 'exit');
  const third = run(state, 'true');
  expect(await text(third.stdout)).toBe('began\n');
});

function run(state: string, program: string) {
  const script = join(import.meta.dirname, 'unprivileged.sh');
  return spawn(script, [state, tmpdir(), 'sh', '-c', `echo began; exec ${program}`]);
}
