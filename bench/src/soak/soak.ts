import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { askDemo, startFederation } from '@atrium/e2e/testing/federation';
import type { Page } from 'playwright-core';
import type { Bar, Bench, Surroundings } from '../bench.ts';
import { nameProcesses } from '../names.ts';
import { descriptorsOf, familyOf, memoryOf } from '../processes.ts';
import { signIn } from '../start/person.ts';
import { median } from '../statistics.ts';

const mebibyte = 2 ** 20;
const roundMs = 60_000;
const reloadEveryMs = 2_000;
const measured = ['portal', 'lumen connector', 'lumen gateway', 'helia connector'];

type Counted = { memory: number[]; descriptors: number[]; sockets: number[] };

export const soak: Bench = {
  name: 'soak',
  title:
    'people who never sign out: pages that are left and opened again, a desktop that stays open; a round is a minute',
  rounds: 30,
  minutes: 45,
  isLong: true,
  run,
};

async function run({ directory, cache, port, rounds, parts }: Surroundings) {
  const state = join(directory, 'demo');
  await mkdir(state);
  const demo = await startFederation({ state, cache, port });
  parts.defer(() => demo.end('SIGINT'));
  const { origin } = demo.federation;
  const pages: Page[] = [];
  for (const name of ['mira', 'jonas', 'olga']) {
    const { context, ask } = await signIn(name, demo.federation, parts);
    for (const path of ['/', '/instances/new', '/facilities']) pages.push(await open(context.newPage(), origin + path));
    if (name !== 'mira') continue;
    const body = { plan: 'desktop-small', name: 'Long Heron' };
    const { id } = (await ask('POST', '/f/lumen/v1/instances', body)) as { id: string };
    parts.defer(async () => void (await ask('DELETE', `/f/lumen/v1/instances/${id}`)));
    while (((await ask('GET', `/f/lumen/v1/instances/${id}`)) as { state: string }).state !== 'ready') await delay(500);
    const desktop = await open(context.newPage(), `${origin}/instances/lumen/${id}`);
    await desktop.getByRole('button', { name: 'Desktop ready' }).click();
    await desktop.locator('canvas').first().waitFor();
  }

  const names = nameProcesses(await askDemo(state, 'status'));
  const seen = new Map(measured.map((name): [string, Counted] => [name, { memory: [], descriptors: [], sockets: [] }]));
  let reloads = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (const until = Date.now() + roundMs; Date.now() < until; reloads += 1) {
      await pages[reloads % pages.length]?.reload();
      await delay(reloadEveryMs);
    }
    for (const pid of familyOf(demo.pid)) {
      const of = seen.get(names(pid));
      if (!of) continue;
      const { all, sockets } = descriptorsOf(pid);
      of.memory.push(memoryOf(pid) / mebibyte);
      of.descriptors.push(all);
      of.sockets.push(sockets);
    }
  }
  return {
    figures: [...seen].flatMap(([name, { memory, descriptors, sockets }]) => [
      { name: `${name}, memory`, unit: 'MiB', samples: memory },
      { name: `${name}, descriptors`, unit: '', samples: descriptors },
      { name: `${name}, sockets among them`, unit: '', samples: sockets },
    ]),
    bars: [
      bar(
        'memory',
        1.1,
        [...seen.values()].map(({ memory }) => growth(memory)),
      ),
      bar(
        'descriptors',
        1.05,
        [...seen.values()].map(({ descriptors }) => growth(descriptors)),
      ),
      bar(
        'sockets',
        1.05,
        [...seen.values()].map(({ sockets }) => growth(sockets)),
      ),
    ],
    notes: [
      `${reloads} pages of three people were opened, none was signed out; a desktop stayed open all the time`,
      'growth: the median of the last third of the minutes over that of the third before, of the server that grew most',
    ],
  };
}

async function open(opening: Promise<Page>, url: string): Promise<Page> {
  const page = await opening;
  await page.goto(url);
  return page;
}

function growth(samples: number[]): number {
  const third = Math.ceil(samples.length / 3);
  const last = samples.slice(-third);
  const before = samples.slice(-2 * third, -third);
  return before.length === 0 ? 1 : median(last) / median(before);
}

function bar(what: string, than: number, grown: number[]): Bar {
  return { what: `${what}, growth`, is: '<', than, unit: '×', measured: Math.max(...grown) };
}
