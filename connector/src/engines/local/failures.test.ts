import { chmod, chown, lstat, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { asRoot, engineUid, localEngine } from '../../../testing/local-engine.ts';
import {
  agentCommand,
  inside,
  interfacesOf,
  reportOf,
  running,
  specOf,
  submitted,
  until,
  untilFailed,
  untilReady,
} from '../../../testing/runs.ts';
import type { Engine } from '../engine.ts';
import { ownDirectory } from './own-directory.ts';

const { directory, cgroupParent, start: startOne } = await localEngine();

const start = async (settings = {}) => (await startOne(settings)).engine;

describe('what fails says why, by its code', () => {
  test('a command that is not there: COMMAND_NOT_FOUND, and which', async () => {
    const engine = await start();
    const key = await submitted(engine, specOf(running({ one: ['no-such-program'] })));
    expect(await untilFailed(engine, key)).toEqual({ code: 'COMMAND_NOT_FOUND', data: { command: 'no-such-program' } });
  });

  test('a command that exits at once: EXITED, and how', async () => {
    const engine = await start();
    const key = await submitted(engine, specOf(running({ one: ['sh', '-c', 'echo I give up; exit 3'] })));
    expect(await untilFailed(engine, key)).toEqual({ code: 'EXITED', data: { exitCode: 3 } });
    expect(await engine.tail(key, 5)).toContainEqual({ source: 'one', text: 'I give up' });
  });

  test('a listener that never speaks is `starting`, then NO_ANSWER', async () => {
    const engine = await start();
    const mute = ['python3', '-c', muteListener];
    const key = await submitted(engine, specOf(running({ one: mute }, 1)));
    await until(async () => expect((await interfacesOf(engine, key)).one?.state).toBe('starting'));
    expect(await engine.reach(key, 'one')).toBeUndefined();
    expect(await untilFailed(engine, key)).toEqual({ code: 'NO_ANSWER', data: { seconds: 1 } });
  });

  test('a listener that says something else is no interface: NO_ANSWER', async () => {
    const engine = await start();
    const key = await submitted(engine, specOf(running({ one: ['python3', '-c', babbler] }, 1)));
    expect((await untilFailed(engine, key)).code).toBe('NO_ANSWER');
  });

  test('a command that is killed: KILLED, and by what', async () => {
    const engine = await start();
    const key = await submitted(engine, specOf(running({ one: ['sh', '-c', 'kill -SEGV $$'] })));
    expect(await untilFailed(engine, key)).toEqual({ code: 'KILLED', data: { signal: 'SIGSEGV' } });
  });

  test.skipIf(cgroupParent === null)('more memory than the flavour has: OUT_OF_MEMORY', async () => {
    const engine = await start();
    const eater = ['python3', '-c', 'x = []\nwhile True: x.append(bytearray(10_000_000))'];
    const key = await submitted(engine, specOf(running({ one: eater }), { memoryBytes: 100 * 2 ** 20 }));
    expect(await untilFailed(engine, key)).toMatchObject({ code: 'OUT_OF_MEMORY' });
  });

  test('data that this account cannot read: DATA_UNREADABLE, and which', async () => {
    const engine = await start();
    const closed = join(directory, 'closed');
    await mkdir(closed, { mode: 0o000, recursive: true });
    await chmod(closed, 0o000);
    for (const path of [closed, join(directory, 'not-there')]) {
      const data = [{ pid: '10.5072/x', title: 'Closed', mountName: 'closed', path, version: '1' }];
      const key = await submitted(engine, specOf(running({ agent: agentCommand }), { data }));
      expect(await untilFailed(engine, key)).toEqual({
        code: 'DATA_UNREADABLE',
        data: { pid: '10.5072/x', title: 'Closed' },
      });
    }
  });

  test('C22: home and scratch beyond their size: DISK_FULL, with used and limit', async () => {
    const engine = await start();
    const spec = specOf(running({ agent: agentCommand }), { account: 'filler' });
    const first = await submitted(engine, spec);
    await untilReady(engine, first);
    await inside(engine, first, 'head -c 3000000 /dev/zero >~/big');
    await engine.cancel(first);
    const again = await submitted(engine, { ...spec, diskBytes: 2_000_000 });
    const { code, data } = await untilFailed(engine, again);
    expect({ code, data }).toMatchObject({ code: 'DISK_FULL', data: { limitBytes: 2_000_000 } });
    expect(data.usedBytes).toBeGreaterThan(3_000_000);
  });

  test('C22: a file system that is full: DISK_FULL, with used and limit; what runs can still be ended', async () => {
    const homes = join(directory, 'small');
    const small = [
      'bwrap',
      '--dev-bind',
      '/',
      '/',
      '--perms',
      '0700',
      '--size',
      String(24 * 2 ** 20),
      '--tmpfs',
      homes,
    ];
    await ownFolder(homes);
    const { engine } = await startOne({ homes }, small);
    const spec = specOf(running({ agent: agentCommand }));
    const first = await submitted(engine, spec);
    await untilReady(engine, first);
    expect(await inside(engine, first, 'cat /dev/zero >~/big; touch ~/one-more && echo x >~/one-more')).toContain(
      'No space left',
    );
    await engine.cancel(first);
    const again = await submitted(engine, spec);
    expect(await untilFailed(engine, again)).toMatchObject({
      code: 'DISK_FULL',
      data: { of: 'file system', usedBytes: expect.any(Number), limitBytes: 24 * 2 ** 20 },
    });
    await engine.cancel(again);
    expect(await reportOf(engine, again)).toEqual({ phase: 'absent' });
  });

  test('an environment whose root or assets this facility does not have: ENVIRONMENT_UNAVAILABLE', async () => {
    const engine = await start();
    const environment = running({ one: ['true'] });
    const part = { interfaces: { one: { root: 'elsewhere', command: ['true'] } } };
    const key = await submitted(engine, specOf({ ...environment, part }));
    expect(await untilFailed(engine, key)).toMatchObject({ code: 'ENVIRONMENT_UNAVAILABLE' });
  });

  test('what failed to start is reported alike to whoever asks later, until it is cancelled', async () => {
    const engine = await start();
    const key = await submitted(engine, specOf(running({ one: ['false'] })));
    await untilFailed(engine, key);
    const successor = await start();
    expect(await reportOf(successor, key)).toEqual({
      phase: 'failed',
      reason: { code: 'EXITED', data: { exitCode: 1 } },
    });
    await successor.cancel(key);
    expect(await reportOf(successor, key)).toEqual({ phase: 'absent' });
  });

  test('of two interfaces one that cannot start is down, and the instance is ready', async () => {
    const engine = await start();
    const key = await submitted(engine, specOf(running({ agent: agentCommand, other: ['false'] })));
    await until(async () => {
      expect(await reportOf(engine, key)).toMatchObject({
        phase: 'ready',
        interfaces: { agent: { state: 'ready' }, other: { state: 'down', reason: { code: 'EXITED' } } },
      });
    });
  });

  test('one that dies later is down, the instance stays, and it can be started anew', async () => {
    const engine = await start();
    const key = await submitted(engine, specOf(running({ agent: agentCommand, other: agentCommand })));
    await untilReady(engine, key);
    await inside(engine, key, 'kill -9 $PPID', 'other').catch(() => {});
    await until(async () => {
      expect(await reportOf(engine, key)).toMatchObject({
        phase: 'ready',
        interfaces: { agent: { state: 'ready' }, other: { state: 'down', reason: { code: 'KILLED' } } },
      });
    });
    expect(await engine.reach(key, 'other')).toBeUndefined();

    await inside(engine, key, 'echo still-me >/scratch/kept; sleep 600 >/dev/null 2>&1 &');
    await engine.restart(key, 'other');
    await untilReady(engine, key);
    expect(await inside(engine, key, 'cat /scratch/kept; pgrep -c sleep')).toBe('still-me\n1\n');
    expect(await inside(engine, key, 'echo back', 'other')).toBe('back\n');
  });
});

describe('where nothing can be confined, nothing runs', () => {
  const environment = running({ agent: agentCommand });
  const judge = (engine: Engine) => engine.prepare(environment.part, environment.interfaces);

  test('without bubblewrap its environments are unavailable, because of it, and a start fails', async () => {
    const hidden = ['bwrap', '--dev-bind', '/', '/', '--bind', '/dev/null', '/usr/bin/bwrap'];
    const { engine } = await startOne({}, hidden);
    const why = { code: 'SANDBOX_UNAVAILABLE', message: expect.stringContaining('bubblewrap') };
    expect(await judge(engine)).toMatchObject({ is: 'unavailable', why });
    expect((await engine.describe()).problems).toContainEqual({ ...why, subject: null });
    const key = await submitted(engine, specOf(environment));
    expect(await untilFailed(engine, key)).toEqual({ code: 'SANDBOX_UNAVAILABLE', data: { of: 'sandbox' } });
  });

  test('as root it runs nothing: no instance is ever root', async () => {
    const { engine } = await startOne({}, ['unshare', '--user', '--map-root-user']);
    const why = { code: 'SANDBOX_UNAVAILABLE', message: expect.stringContaining('runs as root') };
    expect(await judge(engine)).toMatchObject({ is: 'unavailable', why });
    const key = await submitted(engine, specOf(environment));
    expect(await untilFailed(engine, key)).toEqual({ code: 'SANDBOX_UNAVAILABLE', data: { of: 'sandbox' } });
  });

  test('limits that nobody has given it control groups for are named', async () => {
    const { engine } = await startOne({ cgroupParent: null });
    const { problems } = await engine.describe();
    expect(problems.filter(({ code }) => code === 'LIMIT_NOT_ENFORCED').map(({ subject }) => subject)).toEqual([
      'cpu',
      'memory',
      'pids',
    ]);
  });
});

describe('SEC-H4: what somebody else has put in the place of a folder is not used', () => {
  test('a home that is a link refuses the start', async () => {
    const engine = await start();
    await symlink('/tmp', join(directory, 'engine/homes/trap'));
    const key = await submitted(engine, specOf(running({ agent: agentCommand }), { account: 'trap' }));
    expect(await untilFailed(engine, key)).toEqual({ code: 'ENGINE_REFUSED', data: { of: 'home' } });
  });

  test('a folder that is a link, open to others, or somebody else’s', async () => {
    const mine = await mkdtemp(join(tmpdir(), 'own-'));
    onTestFinished(() => rm(mine, { recursive: true }));
    const path = (name: string) => join(mine, name);
    expect(await ownDirectory(path('new'))).toBe('made');
    expect(await ownDirectory(path('new'))).toBe('there');
    await symlink(path('new'), path('link'));
    await expect(ownDirectory(path('link'))).rejects.toThrow('is no directory');
    await chmod(path('new'), 0o770);
    await expect(ownDirectory(path('new'))).rejects.toThrow('is open to others');
    await expect(ownDirectory('/usr')).rejects.toThrow(asRoot ? 'is open to others' : 'belongs to somebody else');
  });

  test('nothing of the engine is open to others, and all belongs to its account', async () => {
    await start();
    for (const entry of await readdir(join(directory, 'engine'))) {
      const { uid, mode } = await lstat(join(directory, 'engine', entry));
      expect({ entry, uid, open: mode & 0o077 }).toEqual({ entry, uid: engineUid, open: 0 });
    }
  });
});

async function ownFolder(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  if (asRoot) await chown(path, engineUid, engineUid);
}

const muteListener = `
import socket, time
s = socket.socket(socket.AF_UNIX); s.bind('/run/atrium/interface.sock'); s.listen(); time.sleep(600)`;

const babbler = `
import socket
s = socket.socket(socket.AF_UNIX); s.bind('/run/atrium/interface.sock'); s.listen()
while True: s.accept()[0].send(b'SSH-2.0-something else that is long enough to be looked at as an answer at all\\r\\n')`;
