import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import pino from 'pino';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { entryOf } from '../../testing/facility.ts';
import { followEntries } from './entries.ts';

let directory: string;
let known: FacilityEntry[];
let said: string[];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'atrium-facilities-'));
  const stopping = new AbortController();
  onTestFinished(async () => {
    stopping.abort();
    await rm(directory, { recursive: true, force: true });
  });
  said = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void said.push(line) });
  const apply = async (entries: FacilityEntry[]) => {
    known = entries;
  };
  await followEntries(directory, apply, { log, signal: stopping.signal });
});

const until = (condition: () => void) => vi.waitFor(condition, { timeout: 10_000, interval: 20 });
const write = (file: string, content: unknown) =>
  writeFile(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
const ids = () => known.map(({ id }) => id);

test('what is dropped into the directory joins, and what is taken out leaves', async () => {
  expect(ids()).toEqual([]);
  await write('lumen.json', entryOf('lumen', 'http://127.0.0.1:7411'));
  await until(() => expect(ids()).toEqual(['lumen']));
  await write('helia.json', entryOf('helia', 'http://127.0.0.1:7412'));
  await until(() => expect(ids()).toEqual(['helia', 'lumen']));
  await rm(join(directory, 'lumen.json'));
  await until(() => expect(ids()).toEqual(['helia']));
});

test('an entry with an error takes only itself away, and says which setting it is', async () => {
  await write('lumen.json', entryOf('lumen', 'http://127.0.0.1:7411'));
  await write('helia.json', { ...entryOf('helia', 'http://127.0.0.1:7412'), connectorUrl: 'http://helia.example' });
  await until(() => expect(said.join()).toContain('connectorUrl: must be https'));
  expect(ids()).toEqual(['lumen']);
  expect(said.join()).toContain('helia.json');
});

test('an entry that was good stays while it is being written anew', async () => {
  await write('lumen.json', entryOf('lumen', 'http://127.0.0.1:7411'));
  await until(() => expect(ids()).toEqual(['lumen']));
  await write('lumen.json', '{"id": "lu');
  await until(() => expect(said.join()).toContain('is not JSON'));
  expect(ids()).toEqual(['lumen']);
  await write('lumen.json', { ...entryOf('lumen', 'http://127.0.0.1:7411'), name: 'Lumen II' });
  await until(() => expect(known[0]?.name).toBe('Lumen II'));
});

test('SEC-T7: no two facilities share an id or an audience', async () => {
  await write('a.json', entryOf('lumen', 'http://127.0.0.1:7411'));
  await write('b.json', { ...entryOf('helia', 'http://127.0.0.1:7412'), audience: entryOf('lumen', '').audience });
  await write('c.json', { ...entryOf('lumen', 'http://127.0.0.1:7413'), audience: 'https://other.example' });
  await until(() => expect(said.join()).toContain('c.json has the id or the audience of lumen'));
  expect(said.join()).toContain('b.json has the id or the audience of lumen');
  expect(known.map(({ connectorUrl }) => connectorUrl)).toEqual(['http://127.0.0.1:7411']);
});

test('what is no entry is passed over', async () => {
  await write('README.md', 'hello');
  await write('.lumen.json', entryOf('lumen', 'http://127.0.0.1:7411'));
  await write('helia.json', entryOf('helia', 'http://127.0.0.1:7412'));
  await until(() => expect(ids()).toEqual(['helia']));
});

test('SEC-H1: without a directory nothing starts, and the setting is named', async () => {
  const log = pino({ level: 'silent' });
  const signal = new AbortController().signal;
  await expect(followEntries('/nowhere/facilities', async () => {}, { log, signal })).rejects.toThrow(
    'facilitiesDirectory: /nowhere/facilities cannot be read',
  );
});
