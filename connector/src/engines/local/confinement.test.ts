import { randomBytes } from 'node:crypto';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { asRoot, engineUid, localEngine } from '../../../testing/local-engine.ts';
import {
  agentCommand,
  inside,
  labRoot,
  reachOf,
  running,
  specOf,
  submitted,
  untilFailed,
  untilReady,
} from '../../../testing/runs.ts';
import type { RunSpec } from '../engine.ts';

const { directory, cgroupParent, start } = await localEngine();

async function startInside(more: Partial<RunSpec> = {}, settings = {}) {
  const { engine } = await start(settings);
  const key = await submitted(engine, specOf(running({ agent: agentCommand }), more));
  await untilReady(engine, key);
  return { engine, key, run: (program: string) => inside(engine, key, program) };
}

describe('what an instance sees of this machine', () => {
  test('SEC-T19: nothing readable inside holds a canary of the host', async () => {
    const canary = `canary-${randomBytes(12).toString('hex')}`;
    const { run, key, engine } = await startInside({ account: 'visitor' });
    const places = [join(directory, 'a-secret'), join(directory, 'engine/homes/somebody'), `/var/tmp/${canary}`];
    if (asRoot) places.push(`/root/${canary}`, `/home/${canary}`, `/srv/${canary}`, `/opt/${canary}`, `/etc/${canary}`);
    for (const place of places) {
      await mkdir(place, { recursive: true });
      onTestFinished(() => rm(place, { recursive: true }));
      await writeFile(join(place, `${canary}.txt`), canary);
      if (asRoot) await chown(place, engineUid, engineUid);
    }
    const { credential } = await reachOf(engine, key, 'agent');
    expect(credential).toEqual({ is: 'none' });

    const names = await run(
      `find / -xdev -name '*${canary}*' -not -path '/proc/*' 2>/dev/null; find /run /tmp /var /home /data /scratch /etc /dev -name '*${canary}*' 2>/dev/null`,
    );
    expect(names).toBe('');
    const contents = `grep -rlsFI --exclude-dir=proc --exclude-dir=sys --devices=skip ${canary} /etc /run /tmp /var /home /data /scratch /dev / --exclude-dir=usr`;
    expect(await run(`${contents} | head`)).toBe('');
    const processes = await run("cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n'");
    expect(processes).toContain('HOME=/home/visitor');
    expect(processes).not.toContain(canary);
  });

  test('its root is made: no /root, /var and /home of the host, and of /etc what was chosen', async () => {
    const { run } = await startInside({ account: 'guest' });
    const optional = ['lib32', 'libx32'];
    expect(
      (await run('ls /'))
        .trim()
        .split('\n')
        .filter((name) => !optional.includes(name)),
    ).toEqual([
      'bin',
      'data',
      'dev',
      'etc',
      'home',
      'lib',
      'lib64',
      'proc',
      'run',
      'sbin',
      'scratch',
      'tmp',
      'usr',
      'var',
    ]);
    expect(
      await run('ls /home; ls -A /var/ /run; cat /etc/passwd; ls /etc/shadow /etc/ssh /sys 2>&1 | grep -c cannot'),
    ).toBe(
      'guest\n/run:\natrium\nuser\n\n/var/:\nrun\ntmp\n' +
        'root:x:0:0::/:/usr/sbin/nologin\nguest:x:1000:1000::/home/guest:/bin/bash\n3\n',
    );
  });

  test('it is nobody there: no capability, no way to more, no program of another instance in sight', async () => {
    const { run } = await startInside();
    expect(await run('id -u; id -g; grep -E "Cap(Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs" /proc/self/status')).toBe(
      `1000\n1000\n${['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'].map((set) => `Cap${set}:\t0000000000000000\n`).join('')}NoNewPrivs:\t1\n`,
    );
    expect(
      await run(
        'unshare --user --map-root-user true 2>&1; mount -t tmpfs none /mnt 2>&1 | grep -o "must be superuser\\|permission denied" | head -1; echo $?',
      ),
    ).toMatch(/unshare failed/);
    const programs = (await run('running=$(ps -eo comm=); echo "$running"')).trim().split('\n');
    expect([...new Set(programs)].sort()).toEqual(['bash', 'bwrap', 'ps', 'python3']);
    expect(await run('ls -d /proc/[0-9]* | wc -l')).toMatch(/^[1-9]\n$/);
  });

  test('it writes in home, scratch and its own temporary folders, and nowhere else', async () => {
    const data = [{ pid: 'p', title: 'd', mountName: 'scan-1', path: directory, version: '1' }];
    const { run } = await startInside({ data });
    const places = [
      '~',
      '/scratch',
      '/tmp',
      '/var/tmp',
      '/dev/shm',
      '/run/user',
      '/',
      '/usr',
      '/etc',
      '/data',
      '/data/scan-1',
      '/dev',
      '/home',
    ];
    const written = await run(
      `for place in ${places.join(' ')}; do touch $place/x 2>/dev/null && echo -n "$place "; done`,
    );
    expect(
      written
        .replace(/\/home\/mira/, '~')
        .trim()
        .split(' '),
    ).toEqual(['~', '/scratch', '/tmp', '/var/tmp', '/dev/shm', '/run/user']);
  });

  test('what is behind the name of its socket can not be another socket of the host', async () => {
    const victim = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nstolen'));
    const path = join(directory, 'victim.sock');
    await new Promise<void>((resolve) => victim.listen(path, resolve));
    onTestFinished(() => void victim.close());
    const { engine } = await start();
    const trap = ['sh', '-c', `ln -s ${path} /run/atrium/interface.sock; sleep 600`];
    const key = await submitted(engine, specOf(running({ trap }, 1)));
    expect(await untilFailed(engine, key)).toMatchObject({ code: 'NO_ANSWER' });

    const { run, engine: other, key: later } = await startInside();
    await run(`mv /run/atrium/interface.sock /run/atrium/hidden; ln -s ${path} /run/atrium/interface.sock`);
    expect(await inside(other, later, 'echo still the same')).toBe('still the same\n');
  });
});

describe('a desktop of the host and a notebook of another root are one instance', () => {
  test('they share home, scratch, network and limits, and nothing else', async () => {
    const environment = running({ agent: agentCommand, lab: agentCommand });
    const part = structuredClone(environment.part) as { interfaces: Record<string, { root: string }> };
    if (part.interfaces.lab) part.interfaces.lab.root = 'lab';
    const { engine } = await start({ roots: { lab: labRoot() } });
    const key = await submitted(engine, specOf({ ...environment, part }));
    await untilReady(engine, key);
    const both = async (program: string) => [
      await inside(engine, key, program),
      await inside(engine, key, program, 'lab'),
    ];

    await inside(engine, key, 'echo from the desktop >~/note; echo and this >/scratch/note');
    expect(await inside(engine, key, 'cat ~/note /scratch/note', 'lab')).toBe('from the desktop\nand this\n');
    const [network, labNetwork] = await both('readlink /proc/self/ns/net');
    expect(network).toBe(labNetwork);
    const [release, labRelease] = await both('cat /etc/debian_version /usr/lib/os-release');
    expect(release).not.toBe(labRelease);
    for (const own of ['pid', 'mnt', 'ipc', 'user']) {
      const [ones, others] = await both(`readlink /proc/self/ns/${own}`);
      expect(ones).not.toBe(others);
    }
  });
});

describe.skipIf(cgroupParent === null)('the limits of the flavour, read from inside', () => {
  const mebibyte = 2 ** 20;

  test('memory: what is within fits, what is beyond is killed', async () => {
    const { run } = await startInside({ memoryBytes: 200 * mebibyte });
    const take = (bytes: number) =>
      run(`python3 -c 'x = bytearray(${bytes}); x[::4096] = b"1" * len(x[::4096])'; echo $?`);
    expect(await take(80 * mebibyte)).toBe('0\n');
    expect(await take(400 * mebibyte)).toMatch(/137\n$/);
    expect(await run('head -c 400M /dev/zero >/dev/shm/bomb; echo $?')).toMatch(/[1-9]\d*\n$/);
  });

  test('processor time: two busy processes get what the flavour has', async () => {
    const { run } = await startInside({ cores: 0.5 });
    const share = await run(`python3 -c '
import resource, subprocess, time
began = time.monotonic()
busy = [subprocess.Popen(["timeout", "2", "sh", "-c", "while :; do :; done"]) for _ in range(2)]
for one in busy: one.wait()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print((used.ru_utime + used.ru_stime) / (time.monotonic() - began))'`);
    expect(Number(share)).toBeLessThan(0.7);
  });

  test('processes: a fork bomb stops at the number of the settings', async () => {
    const { run } = await startInside({}, { processes: 60 });
    const many = await run(
      'for i in $(seq 200); do sleep 60 & done 2>&1 | grep -m1 -o "Resource temporarily unavailable"',
    );
    expect(many).toContain('Resource temporarily unavailable');
  });
});

describe('the network rule of the plan, read from inside', () => {
  test('none: a loopback of its own, and no way out', async () => {
    const port = await listenOnHost();
    const { run } = await startInside({ network: 'none' });
    expect(await run("ip -brief link | awk '{print $1}'")).toBe('lo\n');
    expect(await run(dial('127.0.0.1', port))).toBe('closed\n');
    expect(
      await run(
        'python3 -m http.server 8099 --bind 127.0.0.1 >/dev/null 2>&1 & sleep 0.5; python3 -c "import urllib.request as u; print(u.urlopen(\'http://127.0.0.1:8099\').status)"; kill %1',
      ),
    ).toBe('200\n');
  });

  test('SEC-T19 open: the way out is there, to this machine and to link-local addresses it is not', async () => {
    const port = await listenOnHost();
    const { run } = await startInside({ network: 'open' });
    expect(await run("ip -brief -4 address | awk '{print $1, $3}'")).toBe('lo 127.0.0.1/8\ntap0 10.0.2.100/24\n');
    const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const addresses = own
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address);
    for (const address of ['127.0.0.1', '10.0.2.2', '169.254.169.254', ...addresses]) {
      expect({ address, is: await run(dial(address, port)) }).toEqual({ address, is: 'closed\n' });
    }
    expect(await run('ip route del default 2>&1; ip link set tap0 down 2>&1')).toBe(
      'RTNETLINK answers: Operation not permitted\n'.repeat(2),
    );
    expect(await run('cat /etc/resolv.conf')).toBe('nameserver 10.0.2.3\n');
  });

  async function listenOnHost(): Promise<number> {
    const server = createServer((socket) => socket.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    onTestFinished(() => void server.close());
    return (server.address() as { port: number }).port;
  }

  const dial = (address: string, port: number) =>
    `timeout 3 bash -c 'exec 3<>/dev/tcp/${address}/${port} && head -c 7 <&3' 2>/dev/null || echo closed`;
});
