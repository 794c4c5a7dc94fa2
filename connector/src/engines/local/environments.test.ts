import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { asRoot, localEngine } from '../../../testing/local-engine.ts';
import { openDesktop } from '../../../testing/rfb.ts';
import { labRoot, newKey, reachOf, shipped, specOf, submitted, until, untilReady } from '../../../testing/runs.ts';
import { testEngine } from '../conformance.ts';
import type { Engine } from '../engine.ts';

const { directory, start: startOne } = await localEngine({ roots: { lab: labRoot() } });

const start = async (settings = {}) => (await startOne(settings)).engine;
const size = { cores: 2, memoryBytes: 2 ** 31 };

describe('the local engine, with a real desktop and a real notebook in one instance', () => {
  testEngine(start, specOf(shipped('workbench'), size));
});

describe('the desktop', () => {
  test('SEC-H3: two starts, two secrets; the control password types, the other only watches, a wrong one does not enter', async () => {
    const engine = await start();
    const spec = specOf(shipped('desktop'), size);
    const seen = new Set<string>();
    for (const key of [newKey(), newKey()]) {
      await submitted(engine, spec, key);
      await untilReady(engine, key);
      const { socket, credential } = await reachOf(engine, key, 'desktop');
      if (credential.is !== 'vnc') throw new Error('a desktop asks for a password');
      const desktop = await openDesktop(socket, credential.control);
      expect(desktop).toMatchObject({ name: 'quiet-heron', offered: [2] });
      desktop.close();
      (await openDesktop(socket, credential.view)).close();
      for (const old of [...seen, 'wrong-pw']) await expect(openDesktop(socket, old)).rejects.toThrow('did not take');
      seen.add(credential.control).add(credential.view);
      await secretsAreNowhere(engine, key, [credential.control, credential.view]);
      await engine.cancel(key);
    }
    expect(seen.size).toBe(4);
  }, 120_000);

  test('shows its panel, its icons and its own wallpaper', async () => {
    const engine = await start();
    const key = await submitted(engine, specOf(shipped('desktop'), { ...size, account: 'painter' }));
    await untilReady(engine, key);
    const { socket, credential } = await reachOf(engine, key, 'desktop');
    const desktop = await openDesktop(socket, credential.is === 'vnc' ? credential.view : '');
    onTestFinished(desktop.close);
    await until(async () => {
      const pixels = await desktop.frame();
      const at = (x: number, y: number) =>
        pixels.subarray((y * desktop.width + x) * 4, (y * desktop.width + x) * 4 + 3).toString('hex');
      const colours = (left: number, top: number, width: number, height: number) => {
        const points = Array.from({ length: width * height }, (_, n) =>
          at(left + (n % width), top + Math.floor(n / width)),
        );
        return new Set(points).size;
      };
      expect(at(700, 15), 'the panel').toBe('251513');
      expect(colours(0, 40, 140, 520), 'the icons').toBeGreaterThan(500);
      expect(at(1200, 600), 'the wallpaper').toBe('4e2e16');
    });
  }, 120_000);
});

describe('the notebook', () => {
  test('runs a kernel on measured data and draws them, with its token and with no other', async () => {
    const engine = await start();
    const data = await aDataset();
    const key = await submitted(engine, specOf(shipped('notebook'), { ...size, data: [data], account: 'analyst' }));
    await untilReady(engine, key);
    const { socket, credential } = await reachOf(engine, key, 'lab');
    const token = credential.is === 'token' ? credential.token : '';
    expect((await call(socket, 'GET', '/api/contents', 'wrong')).status).toBe(403);
    expect((await call(socket, 'GET', '/api/contents', '')).status).toBe(403);

    const example = JSON.parse(
      (await call(socket, 'GET', '/api/contents/examples/look-at-your-data.ipynb', token)).body,
    );
    const cells: { cell_type: string; source: string }[] = example.content.cells;
    const output = await execute(
      socket,
      token,
      cells.filter((cell) => cell.cell_type === 'code').map(({ source }) => source),
    );
    expect(output.errors).toEqual([]);
    expect(output.text).toContain('scan-1/scan.h5');
    expect(output.pictures).toBeGreaterThanOrEqual(1);
    await secretsAreNowhere(engine, key, [token]);
  }, 120_000);

  test('a renewed token counts at once, and the old one no more', async () => {
    const engine = await start();
    const key = await submitted(engine, specOf(shipped('notebook'), size));
    await untilReady(engine, key);
    const { socket, credential } = await reachOf(engine, key, 'lab');
    const token = credential.is === 'token' ? credential.token : '';
    expect((await call(socket, 'GET', '/api/status', token)).status).toBe(200);
    const renewed = randomUUID();
    await writeFile(join(directory, 'engine/runs', key, '0/run/token'), renewed);
    expect((await call(socket, 'GET', '/api/status', token)).status).toBe(403);
    expect((await call(socket, 'GET', '/api/status', renewed)).status).toBe(200);
  }, 120_000);

  test('started anew, it has a new secret, and the desktop beside it does not notice', async () => {
    const engine = await start();
    const key = await submitted(engine, specOf(shipped('workbench'), size));
    await untilReady(engine, key);
    const before = await reachOf(engine, key, 'lab');
    const desktop = await reachOf(engine, key, 'desktop');
    const open = await openDesktop(desktop.socket, desktop.credential.is === 'vnc' ? desktop.credential.control : '');
    onTestFinished(open.close);
    await engine.restart(key, 'lab');
    await untilReady(engine, key);
    const after = await reachOf(engine, key, 'lab');
    expect(after.credential).not.toEqual(before.credential);
    expect(await reachOf(engine, key, 'desktop')).toEqual(desktop);
    expect((await open.frame()).length).toBe(open.width * open.height * 4);
  }, 120_000);
});

describe('an environment is judged before anybody chooses it', () => {
  test('its identity names the versions of its packages, its root and its assets, and changes with them', async () => {
    const engine = await start();
    const { part, interfaces } = shipped('workbench');
    const prepared = await engine.prepare(part, interfaces);
    if (prepared.is !== 'ready') throw new Error(JSON.stringify(prepared));
    const version = execFileSync('dpkg-query', ['-W', 'silx'], { encoding: 'utf8' }).split(/\s/)[1];
    expect(prepared.identity).toContain(`silx=${version}\n`);
    expect(prepared.identity).toMatch(/^root lab sha256:[0-9a-f]{64}$/m);
    expect(prepared.identity).toMatch(/^assets desktop sha256:[0-9a-f]{64}$/m);

    const assets = await mkdtemp(join(tmpdir(), 'assets-'));
    onTestFinished(() => rm(assets, { recursive: true }));
    for (const one of ['desktop', 'notebook'])
      await cp(join(environmentsDirectory, one), join(assets, one), { recursive: true });
    if (asRoot) execFileSync('chmod', ['-R', 'go+rX', assets]);
    const copied = await (await start({ assets: [assets] })).prepare(part, interfaces);
    expect(copied).toEqual(prepared);
    await writeFile(join(assets, 'desktop/start'), '#!/bin/sh\n');
    expect(await (await start({ assets: [assets] })).prepare(part, interfaces)).not.toEqual(prepared);
  });

  test('packages, root or bubblewrap missing: unavailable, because of what', async () => {
    const engine = await start({ roots: {} });
    const interfaces = [{ name: 'one', kind: 'web' as const, title: 'One' }];
    const judge = (more: object) =>
      engine.prepare({ interfaces: { one: { root: 'host', command: ['true'], ...more } } }, interfaces);
    expect(await judge({ packages: ['coreutils', 'no-such-package', 'nor-this'] })).toMatchObject({
      is: 'unavailable',
      why: { code: 'ENVIRONMENT_UNAVAILABLE', message: expect.stringContaining('no-such-package, nor-this') },
    });
    expect(await judge({ root: 'lab' })).toMatchObject({ is: 'unavailable', why: { code: 'ENVIRONMENT_UNAVAILABLE' } });
    expect(await judge({ assets: 'nothing' })).toMatchObject({ is: 'unavailable' });
    expect(await judge({})).toEqual({ is: 'ready', identity: '' });
  });

  test('a mistake in its part names the field', async () => {
    const engine = await start();
    const interfaces = [{ name: 'one', kind: 'web' as const, title: 'One' }];
    const right = { root: 'host', command: ['true'] };
    const judge = (part: unknown) => engine.prepare(part, interfaces);
    expect(await judge({ interfaces: { one: { ...right, comand: [] } } })).toMatchObject({
      is: 'wrong',
      path: ['interfaces', 'one'],
    });
    expect(await judge({ interfaces: { one: { ...right, command: [1] } } })).toMatchObject({
      is: 'wrong',
      path: ['interfaces', 'one', 'command', 0],
    });
    expect(await judge({ interfaces: { one: right, two: right } })).toMatchObject({
      is: 'wrong',
      path: ['interfaces', 'two'],
    });
    expect(await judge({ interfaces: {} })).toMatchObject({ is: 'wrong', path: ['interfaces'] });
  });

  test('the packages of what is shipped are one list, which set-up installs', async () => {
    const listed = execFileSync(join(environmentsDirectory, 'prepare.sh'), ['packages'], { encoding: 'utf8' }).split(
      '\n',
    );
    const wanted = (await readFile(join(environmentsDirectory, 'desktop/packages'), 'utf8')).trim().split('\n');
    expect(listed).toEqual(expect.arrayContaining([...wanted, 'bubblewrap', 'slirp4netns']));
  });
});

const environmentsDirectory = join(import.meta.dirname, '../../../environments');

async function aDataset() {
  const path = join(directory, 'data');
  await mkdir(path, { recursive: true });
  execFileSync('/usr/bin/python3', ['-c', makeScan, join(path, 'scan.h5')]);
  return { pid: '10.5072/test.scan-1', title: 'A scan', mountName: 'scan-1', path, version: '1' };
}

const makeScan = `
import sys, h5py, numpy
with h5py.File(sys.argv[1], 'w') as file:
    file.attrs['default'] = 'entry'
    data = file.create_group('entry')
    data.attrs.update({'NX_class': 'NXdata', 'signal': 'counts', 'axes': ['angle']})
    data['counts'] = numpy.arange(1, 51.0)
    data['angle'] = numpy.linspace(0, 5, 50)`;

/** Not in a command line, not in a variable, not in a log. */
async function secretsAreNowhere(engine: Engine, key: string, secrets: string[]): Promise<void> {
  const processes = execFileSync('ps', ['-eww', '-o', 'args=', 'e'], { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const logs = (await engine.tail(key, 1000)).map((log) => log.text).join('\n');
  for (const secret of secrets) expect(processes.includes(secret) || logs.includes(secret)).toBe(false);
}

async function call(socketPath: string, method: string, path: string, token: string, body?: unknown) {
  const headers = { authorization: `token ${token}`, host: 'notebook.localhost' };
  const asked = request({ socketPath, method, path, headers });
  asked.end(body === undefined ? undefined : JSON.stringify(body));
  const [response] = await once(asked, 'response');
  return { status: response.statusCode as number, body: await text(response) };
}

/** Runs cells one after another in a new kernel, as JupyterLab does (jupyter_client, messaging 5.3). */
async function execute(socket: string, token: string, cells: string[]) {
  const kernel = JSON.parse((await call(socket, 'POST', '/api/kernels', token, {})).body);
  const headers = { authorization: `token ${token}`, host: 'notebook.localhost' };
  const channels = new WebSocket(`ws+unix:${socket}:/api/kernels/${kernel.id}/channels`, { headers });
  await once(channels, 'open');
  const output = { text: '', pictures: 0, errors: [] as string[] };
  const replied = Promise.withResolvers<void>();
  let left = cells.length;
  channels.on('message', (raw) => {
    const { msg_type: kind, content } = JSON.parse(raw.toString());
    if (kind === 'stream') output.text += content.text;
    if (kind === 'error') output.errors.push(content.evalue);
    if (kind === 'display_data' && content.data['image/png']) output.pictures += 1;
    if (kind === 'execute_reply' && (--left === 0 || content.status !== 'ok')) replied.resolve();
  });
  for (const code of cells) channels.send(JSON.stringify(executeRequest(code)));
  await replied.promise;
  channels.terminate();
  return output;
}

function executeRequest(code: string) {
  const header = { msg_id: randomUUID(), username: '', session: 'test', msg_type: 'execute_request', version: '5.3' };
  return { header, parent_header: {}, metadata: {}, content: { code, silent: false }, channel: 'shell', buffers: [] };
}
