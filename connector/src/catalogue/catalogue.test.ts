import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { testFacility } from '../../testing/facility.ts';
import { identityProvider } from '../../testing/portal.ts';
import { parseDatasets } from './dataset.ts';

const common = { origin: 'Measured here.', licence: 'BSD-3-Clause' };
const open = {
  ...common,
  pid: '10.1/open',
  title: 'Open surfactant',
  technique: 'SANS',
  path: 'data/open',
  mountName: 'open',
};
const closed = {
  ...common,
  pid: '10.1/closed',
  title: 'Closed surfactant',
  path: 'data/closed',
  mountName: 'closed',
  proposal: 'P1',
  embargoUntil: '2999-01-01T00:00:00Z',
  curves: [[0, 0.5, 1]],
};
const lapsed = {
  ...closed,
  pid: '10.1/lapsed',
  title: 'Lapsed',
  mountName: 'lapsed',
  embargoUntil: '2020-01-01T00:00:00Z',
};

async function start() {
  const facility = await testFacility();
  const { write, place } = facility;
  for (const name of ['open', 'closed']) await mkdir(place(`data/${name}`), { recursive: true });
  await writeFile(place('data/open/a.nxs'), 'x'.repeat(1000));
  await writeFile(place('data/open/b.nxs'), 'x'.repeat(24));
  await writeFile(place('data/closed/c.nxs'), 'x');
  await symlink('/etc', place('data/open/link'));
  await write('datasets.json', { datasets: [open, closed, lapsed] });
  const members = [{ person: { idp: identityProvider, sub: 'mira' } }];
  await write('proposals.json', { proposals: [{ id: 'P1', title: 'Micelles in June', members }] });
  const connector = await startTestConnector(facility.config);
  return { ...facility, ...connector, mira: connector.clientOf('mira'), olga: connector.clientOf('olga') };
}

type Client = Awaited<ReturnType<typeof start>>['mira'];
const pidsFor = async (client: Client, text?: string) =>
  (await client.datasets.list({ text })).datasets.map(({ pid, access }) => `${pid} ${access}`);

test('who may open what: the public everybody, the closed its team, until its embargo is over', async () => {
  const { nobody, mira, olga } = await start();
  expect(await pidsFor(nobody)).toEqual(['10.1/open public', '10.1/lapsed public']);
  expect(await pidsFor(olga)).toEqual(['10.1/open public', '10.1/lapsed public']);
  expect(await pidsFor(mira)).toEqual(['10.1/open public', '10.1/closed team', '10.1/lapsed public']);
});

test('a dataset says what it is, with its files counted and no link followed', async () => {
  const { nobody } = await start();
  expect(await nobody.datasets.get({ pid: '10.1/open' })).toEqual({
    pid: '10.1/open',
    title: 'Open surfactant',
    facility: 'lumen',
    instrument: null,
    technique: 'SANS',
    proposal: null,
    createdAt: null,
    files: 2,
    bytes: 1024,
    isPublic: true,
    embargoUntil: null,
    access: 'public',
    origin: 'Measured here.',
    licence: 'BSD-3-Clause',
    mountName: 'open',
    curves: [],
  });
});

test('to nobody a closed dataset is not there; a person is told until when, and neither its plot nor its proposal', async () => {
  const { nobody, mira, olga } = await start();
  const notFound = { code: 'DATASET_NOT_FOUND', status: 404 };
  await expect(nobody.datasets.get({ pid: '10.1/closed' })).rejects.toMatchObject(notFound);
  await expect(olga.datasets.get({ pid: '10.1/absent' })).rejects.toMatchObject(notFound);
  expect(await olga.datasets.get({ pid: '10.1/closed' })).toMatchObject({
    access: 'forbidden',
    embargoUntil: '2999-01-01T00:00:00.000Z',
    proposal: null,
    curves: [],
  });
  expect(await mira.datasets.get({ pid: '10.1/closed' })).toMatchObject({
    access: 'team',
    proposal: { id: 'P1', title: 'Micelles in June' },
    curves: [[0, 0.5, 1]],
  });
});

test('all words must be there, in whatever field; pages follow one another', async () => {
  const { mira } = await start();
  expect(await pidsFor(mira, 'SURFACTANT')).toEqual(['10.1/open public', '10.1/closed team']);
  expect(await pidsFor(mira, 'surfactant sans')).toEqual(['10.1/open public']);
  expect(await pidsFor(mira, 'micelles')).toEqual(['10.1/closed team', '10.1/lapsed public']);
  const first = await mira.datasets.list({ limit: 2 });
  expect(first).toMatchObject({ datasets: [{}, {}], next: '2' });
  expect(await mira.datasets.list({ limit: 2, after: first.next ?? '' })).toMatchObject({
    datasets: [{ pid: '10.1/lapsed' }],
    next: null,
  });
});

test('where data are is said before a launch, and decided at it', async () => {
  const { nobody, mira, olga } = await start();
  const placeFor = async (client: Client, ...data: string[]) => (await client.plans.list({ data })).data;
  expect(await placeFor(nobody, '10.1/open')).toEqual({ is: 'here' });
  expect(await placeFor(nobody, '10.1/closed')).toEqual({ is: 'elsewhere' });
  expect(await placeFor(olga, '10.1/closed')).toMatchObject({
    is: 'forbidden',
    why: { code: 'EMBARGO', until: '2999-01-01T00:00:00.000Z' },
  });
  expect(await placeFor(mira, '10.1/open', '10.1/closed')).toEqual({ is: 'here' });
  expect(await placeFor(mira, '10.1/open', '10.1/absent')).toEqual({ is: 'elsewhere' });

  const create = (client: Client, ...data: string[]) => client.instances.create(newInstance('x', { data }));
  const { data } = await create(mira, '10.1/open', '10.1/closed');
  expect(data).toEqual([
    { pid: '10.1/open', title: 'Open surfactant', mountName: 'open' },
    { pid: '10.1/closed', title: 'Closed surfactant', mountName: 'closed' },
  ]);
  await expect(create(olga, '10.1/closed')).rejects.toMatchObject({
    code: 'DATASET_FORBIDDEN',
    data: { pid: '10.1/closed' },
  });
  await expect(create(mira, '10.1/absent')).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND', status: 404 });
  expect((await olga.instances.list({})).instances).toEqual([]);
});

test('data that cannot be read are a problem of health, and a start with them fails by that code', async () => {
  const { nobody, mira, place } = await start();
  await rm(place('data/closed'), { recursive: true });
  const { health } = await nobody.facility.get();
  expect(health).toMatchObject({
    status: 'degraded',
    problems: [
      { code: 'DATA_UNREADABLE', subject: '10.1/closed' },
      { code: 'DATA_UNREADABLE', subject: '10.1/lapsed' },
    ],
  });
  const { id } = await mira.instances.create(newInstance('x', { data: ['10.1/closed'] }));
  await vi.waitFor(async () => {
    expect(await mira.instances.get({ id })).toMatchObject({
      state: 'failed',
      reason: { code: 'DATA_UNREADABLE', data: { pid: '10.1/closed', cause: 'ENOENT' } },
    });
  }, 10_000);
  const { health: after } = await nobody.facility.get();
  expect(JSON.stringify(after), 'health is for everybody: it names no path').not.toContain(place(''));
});

test('a dataset that is wrong, or there twice, is not there, and takes no other along', () => {
  const { value, problems } = parseDatasets(
    {
      datasets: [
        open,
        { ...open, pid: '10.1/other' },
        { ...open, mountName: 'other' },
        { ...closed, mountName: '../x' },
        lapsed,
      ],
    },
    'datasets.json',
  );
  expect(value.map(({ pid }) => pid)).toEqual(['10.1/open', '10.1/lapsed']);
  expect(problems.map(({ subject }) => subject)).toEqual(['datasets.1', 'datasets.2', 'datasets.3']);
  expect(() => parseDatasets([], 'datasets.json')).toThrow('datasets.json cannot be used');
});

test('a facility without a catalogue says so', async () => {
  const { config } = await testFacility({ datasets: null, proposals: null });
  const { nobody, clientOf } = await startTestConnector(config);
  const { capabilities } = await nobody.facility.get();
  expect(capabilities).toEqual({ compute: true, catalogue: false, storage: false, publish: false });
  await expect(nobody.datasets.list({})).rejects.toMatchObject({ code: 'NOT_OFFERED', status: 501 });
  await expect(nobody.datasets.get({ pid: 'x' })).rejects.toMatchObject({ code: 'NOT_OFFERED' });
  expect((await nobody.plans.list({ data: ['x'] })).data).toEqual({ is: 'elsewhere' });
  const create = clientOf('anna').instances.create(newInstance('x', { data: ['x'] }));
  await expect(create).rejects.toMatchObject({ code: 'DATASET_NOT_FOUND' });
});
