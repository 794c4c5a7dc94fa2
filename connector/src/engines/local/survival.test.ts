import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { localEngine } from '../../../testing/local-engine.ts';
import {
  agentCommand,
  inside,
  newKey,
  reachOf,
  reportOf,
  running,
  specOf,
  submitted,
  until,
  untilFailed,
  untilReady,
} from '../../../testing/runs.ts';
import { killExactly, startTimeOf } from './process.ts';

const { directory, controlGroupsOf, start } = await localEngine();

describe('an instance survives the process that started it', () => {
  test('killed with -9, it is found again by its key, with what runs in it', async () => {
    const first = await start();
    const key = await submitted((await start()).engine, specOf(running({ agent: agentCommand })));
    await untilReady(first.engine, key);
    await inside(first.engine, key, 'setsid sleep 1234 >/dev/null 2>&1 &');
    await first.kill();
    const { engine } = await start();
    await untilReady(engine, key);
    expect(await inside(engine, key, 'pgrep -c sleep')).toBe('1\n');
  });

  test('killed while it submits, at whatever moment: the repeat finds one run or starts one', async () => {
    const { engine: last } = await start();
    for (const file of ['', 'run.json', 'lock', 'mark.json', 'control', '0/run/begun']) {
      const key = newKey();
      const spec = specOf(running({ agent: agentCommand }));
      const dying = await start();
      const submission = dying.engine.submit(spec, key).catch(() => {});
      await untilThere(key, file);
      await dying.kill();
      await submission;
      await submitted(last, spec, key);
      await untilReady(last, key);
      await until(async () => expect(supervisorsOf(key)).toHaveLength(1));
      expect(await inside(last, key, 'echo one')).toBe('one\n');
      await last.cancel(key);
    }
  }, 120_000);

  test('submitted many times at once by two processes, it is one', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    const key = newKey();
    const spec = specOf(running({ agent: agentCommand }));
    await submitted(one.engine, spec, key);
    await Promise.all(Array.from({ length: 6 }, (_, n) => (n % 2 ? one : two).engine.submit(spec, key)));
    await untilReady(two.engine, key);
    await until(async () => expect(supervisorsOf(key)).toHaveLength(1));
  });

  test('nothing of the process that started it goes along: no variable, no pipe, no process group', async () => {
    const { engine, pid } = await start();
    const key = await submitted(engine, specOf(running({ agent: agentCommand })));
    await untilReady(engine, key);
    const supervisor = supervisorOf(key);
    const variables = readFileSync(`/proc/${supervisor}/environ`, 'utf8').split('\0').filter(Boolean);
    const names = variables.map((one) => one.split('=')[0]).sort();
    expect(names).toEqual(['LANG', 'NODE_COMPILE_CACHE', 'PATH', 'UV_THREADPOOL_SIZE']);
    expect(sessionOf(supervisor)).not.toBe(sessionOf(pid));
  });
});

describe('a run whose supervisor dies is over', () => {
  test('with it ends all that it started, at whatever moment it is killed', async () => {
    const { engine } = await start();
    for (const file of ['mark.json', 'control', '0/run', '1/run/begun', '0/answer']) {
      const key = newKey();
      const submission = submitted(engine, specOf(running({ agent: agentCommand, other: agentCommand })), key);
      await untilThere(key, file);
      // Whoever is about to find that another one holds the lock may be there for a moment too.
      const supervisor = await until(async () => supervisorOf(key));
      process.kill(supervisor, 'SIGKILL');
      await submission;
      expect(await untilFailed(engine, key)).toEqual({ code: 'KILLED', data: { of: 'supervisor' } });
      await until(async () => expect(processesOf(key)).toEqual([]));
      await engine.cancel(key);
      expect(await reportOf(engine, key)).toEqual({ phase: 'absent' });
    }
  }, 120_000);

  test('a run begins once: submitted again, it is not started anew', async () => {
    const { engine } = await start();
    const spec = specOf(running({ agent: agentCommand }));
    const key = await submitted(engine, spec);
    await untilReady(engine, key);
    process.kill(supervisorOf(key), 'SIGKILL');
    await until(async () => expect(processesOf(key)).toEqual([]));
    expect(await engine.submit(spec, key)).toEqual({
      phase: 'failed',
      reason: { code: 'KILLED', data: { of: 'supervisor' } },
    });
    expect(processesOf(key)).toEqual([]);
  });

  test('a supervisor that is stopped says nothing: that is no answer, and not an end', async () => {
    const { engine } = await start();
    const key = await submitted(engine, specOf(running({ agent: agentCommand })));
    await untilReady(engine, key);
    const supervisor = supervisorOf(key);
    process.kill(supervisor, 'SIGSTOP');
    expect((await engine.query([key])).get(key)).toBeUndefined();
    process.kill(supervisor, 'SIGCONT');
    await untilReady(engine, key);
  });
});

describe('ending a run', () => {
  test('what runs in it is asked to end, and its files are kept for the next run', async () => {
    const { engine } = await start();
    const spec = specOf(running({ agent: agentCommand }), { account: 'keeper' });
    const key = await submitted(engine, spec);
    await untilReady(engine, key);
    await inside(
      engine,
      key,
      'echo mine >~/kept; echo ours >/scratch/kept; mkdir -p /run/atrium/closed/within; chmod 0 /run/atrium/closed',
    );
    await engine.cancel(key);
    expect(await reportOf(engine, key)).toEqual({ phase: 'absent' });
    expect(processesOf(key)).toEqual([]);
    expect(await readdir(join(directory, 'engine/gone'))).toEqual([]);
    const again = await submitted(engine, spec);
    await untilReady(engine, again);
    expect(await inside(engine, again, 'cat ~/kept /scratch/kept')).toBe('mine\nours\n');
  });

  test('its control groups, if this machine lends some, go with it', async () => {
    const { engine } = await start();
    const key = await submitted(engine, specOf(running({ agent: agentCommand })));
    await untilReady(engine, key);
    const groups = controlGroupsOf(key);
    for (const group of groups) expect(existsSync(group), group).toBe(true);
    await engine.cancel(key);
    for (const group of groups) expect(existsSync(group), group).toBe(false);
  });

  test('killed while it ends a run, at whatever moment: ended again, nothing of the run is left', async () => {
    for (const place of ['engine/cancelled', 'engine/gone']) {
      const [first, last] = [await start(), await start()];
      const key = await submitted(last.engine, specOf(running({ agent: agentCommand })));
      await untilReady(first.engine, key);
      await inside(first.engine, key, 'cd /run/atrium; for n in $(seq 2000); do : >$n; done');
      const ending = first.engine.cancel(key).catch(() => {});
      while (!readdirSync(join(directory, place)).some((name) => name.startsWith(key))) await immediate();
      await first.kill();
      await ending;
      const { engine } = await start();
      await engine.cancel(key);
      expect(await reportOf(engine, key)).toEqual({ phase: 'absent' });
      expect(processesOf(key)).toEqual([]);
      expect(await readdir(join(directory, 'engine/gone'))).toEqual([]);
      for (const group of controlGroupsOf(key)) expect(existsSync(group), group).toBe(false);
    }
  }, 60_000);

  test('a supervisor that is killed while it ends leaves nothing either', async () => {
    const { engine } = await start();
    const stubborn = ['sh', '-c', 'trap "" TERM; exec "$@"', 'sh', ...agentCommand];
    const key = await submitted(engine, specOf(running({ agent: stubborn })));
    await untilReady(engine, key);
    const supervisor = supervisorOf(key);
    const ending = engine.cancel(key);
    while (!existsSync(join(directory, 'engine/cancelled', key))) await immediate();
    process.kill(supervisor, 'SIGKILL');
    await ending;
    expect(await reportOf(engine, key)).toEqual({ phase: 'absent' });
    expect(processesOf(key)).toEqual([]);
    for (const group of controlGroupsOf(key)) expect(existsSync(group), group).toBe(false);
  });

  test('a submission that comes after the end starts nothing', async () => {
    const { engine } = await start();
    const key = newKey();
    await engine.cancel(key);
    expect(await engine.submit(specOf(running({ agent: agentCommand })), key)).toEqual({ phase: 'absent' });
    expect(processesOf(key)).toEqual([]);
  });

  test('SEC-H46: a process that has got the number of another since is not killed for it', async () => {
    const bystander = spawn('sleep', ['60']);
    const pid = bystander.pid as number;
    await killExactly(pid, '1', 'SIGKILL');
    expect(bystander.exitCode).toBeNull();
    await killExactly(pid, (await startTimeOf(pid)) as string, 'SIGKILL');
    expect(await once(bystander, 'exit')).toEqual([null, 'SIGKILL']);
  });
});

test('what is lent is what is free, less what runs', async () => {
  const { engine } = await start({ lends: { cores: 8, memoryBytes: 2 ** 33 } });
  const before = await engine.describe();
  const key = await submitted(engine, specOf(running({ agent: agentCommand }), { cores: 2, memoryBytes: 2 ** 30 }));
  const during = await engine.describe();
  expect([
    Number(before.freeCores) - Number(during.freeCores),
    Number(before.freeMemoryBytes) - Number(during.freeMemoryBytes),
  ]).toEqual([2, 2 ** 30]);
  await reachOf(engine, key, 'agent').catch(() => {});
});

/** Looks without a pause: the moment in which a file of the run appears is the moment to kill in. */
async function untilThere(key: string, file: string): Promise<void> {
  while (!existsSync(join(directory, 'engine/runs', key, file))) await immediate();
}

function supervisorOf(key: string): number {
  const [supervisor, ...more] = supervisorsOf(key);
  if (supervisor === undefined || more.length > 0) throw new Error(`not one supervisor of ${key}`);
  return supervisor;
}

/** Also those that are about to find that another one holds the lock. */
function supervisorsOf(key: string): number[] {
  return processesOf(key).filter((pid) => commandOf(pid).includes('supervisor/main.ts'));
}

/** Every process that names the run in its command line, or is below one that does. */
function processesOf(key: string): number[] {
  const listed = execFileSync('ps', ['-eo', 'pid=,args=', '-ww'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const lines = listed.split('\n').filter((line) => line.includes(`/runs/${key}`));
  return lines.map((line) => Number.parseInt(line, 10)).filter((pid) => pid !== process.pid);
}

function commandOf(pid: number): string {
  return existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
}

function sessionOf(pid: number): string {
  return execFileSync('ps', ['-o', 'sid=', '-p', String(pid)], { encoding: 'utf8' }).trim();
}
