import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { helia } from './helia.ts';
import { lumen } from './lumen.ts';
import { fileOf, unpackedIn } from './packages.ts';
import { prepareData } from './prepare.ts';

const facilities = [
  { id: 'lumen', name: 'Lumen', measurements: lumen },
  { id: 'helia', name: 'Helia', measurements: helia },
];

test('every dataset says what it is, where it comes from and under which licence, and shows itself in small', async () => {
  for (const { records, facility } of await prepareAll()) {
    expect(records.map(({ name }) => name)).toEqual(facility.measurements.map(({ name }) => name));
    for (const { curves, origin, licence, sources, pid } of records) {
      expect(pid).toMatch(/^10\.5072\/(lumen|helia)\.[a-z0-9-]+$/);
      expect(origin).toMatch(/^Measured .* is invented: it only shows them\.$/);
      expect(licence).toMatch(/^(BSD-[23]-Clause|MIT)$/);
      expect(sources.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
      expect(curves.length).toBeGreaterThan(0);
      expect(curves.every((curve) => Math.min(...curve) === 0 && Math.max(...curve) === 1)).toBe(true);
    }
  }
});

test('each facility with data keeps one proposal under embargo', async () => {
  for (const { records } of await prepareAll()) {
    const closed = records.filter(({ embargoUntil }) => embargoUntil !== null);
    expect(new Set(closed.map(({ proposal }) => proposal.id)).size).toBe(1);
    expect(closed.every(({ embargoUntil }) => Date.parse(String(embargoUntil)) > Date.parse('2030-01-01'))).toBe(true);
  }
});

test('silx finds a default plot in every file, with axes, and no name of a person or of their folder', async () => {
  const files = (await prepareAll()).flatMap(({ directory }) => globSync(join(directory, '*/*.nxs')));
  const plots = drawnBySilx(files);
  expect(plots.length).toBe(files.length);
  for (const { file, valid, axes } of plots) expect({ file, valid, axes }).toEqual({ file, valid: true, axes: true });
  for (const file of files) {
    expect(readFileSync(file, 'latin1')).not.toMatch(/hollamby|offerman|murali|elke|\\users|ilavsky|opd01/i);
  }
});

test('the numbers are those of the source', async () => {
  const [atLumen, atHelia] = await prepareAll();
  const of = (place: typeof atLumen, file: string) => drawnBySilx([join(place?.directory ?? '', file)])[0];
  expect(of(atLumen, 'sans2d-33837/33837-pattern.nxs')).toMatchObject({
    shape: [150, 150],
    sum: expect.closeTo(34831.2531, 3),
    max: expect.closeTo(1048.3676, 3),
  });
  expect(of(atLumen, 'sans2d-33837/33837-curve.nxs')?.shape).toEqual([66]);
  expect(of(atHelia, 'pilatus-frame/pilatus.nxs')).toMatchObject({ shape: [195, 487], max: 10799 });
  expect(of(atHelia, 'xas-foils/copper.nxs')?.shape).toEqual([408]);
});

async function prepareAll() {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-data-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const unpacked = unpackedIn(join(inject('cache'), 'data'));
  return Promise.all(
    facilities.map(async (facility) => {
      const at = join(directory, facility.id);
      return { facility, directory: at, records: await prepareData(facility, unpacked, at) };
    }),
  );
}

type Drawn = { file: string; valid: boolean; axes: boolean; shape: number[]; sum: number; max: number };

/** What the silx of the desktop's Debian packages draws when it opens these files. */
function drawnBySilx(files: string[]): Drawn[] {
  const program = `
import h5py, json, numpy, sys
from silx.io.nxdata import get_default
for name in sys.argv[1:]:
    with h5py.File(name, 'r') as file:
        plot = get_default(file)
        signal = plot.signal[()]
        print(json.dumps({
            'file': name, 'valid': bool(plot.is_valid), 'axes': all(axis is not None for axis in plot.axes),
            'shape': list(signal.shape), 'sum': float(numpy.nansum(signal)), 'max': float(numpy.nanmax(signal))}))`;
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', program, ...files], { encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('a file that a package holds twice is that file; two that differ are none', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-unpacked-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const unpacked = { name: 'pymca-data' as const, version: '1', directory };
  for (const [path, text] of [
    ['a/one.dat', 'measured'],
    ['b/one.dat', 'measured'],
    ['a/two.dat', 'measured'],
    ['b/two.dat', 'changed'],
  ] as const) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  expect(fileOf(unpacked, 'one.dat')).toBe('a/one.dat');
  expect(() => fileOf(unpacked, 'two.dat')).toThrow('holds several files two.dat, which differ');
  expect(() => fileOf(unpacked, 'three.dat')).toThrow('holds no file three.dat');
});
