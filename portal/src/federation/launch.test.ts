import { datasetNotFound, notOffered } from '@atrium/contract/errors';
import type { OfferedEnvironment } from '@atrium/contract/portal/federation';
import type { Dataset } from '@atrium/contract/v1/datasets';
import type { Environment } from '@atrium/contract/v1/environments';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type FederationWorld, federationWorld } from '../../testing/federation.ts';
import { join, propose } from './launch.ts';

const sans = 'small angle neutron scattering';

function environment(id: string, more: Partial<Environment> = {}): Environment {
  const [name = '', version = ''] = id.split('@');
  return {
    id,
    name,
    version,
    description: '',
    software: [],
    techniques: [],
    interfaces: [],
    archived: false,
    digest: null,
    unavailable: null,
    ...more,
  };
}

function dataset(pid: string, facility: string, more: Partial<Dataset> = {}): Dataset {
  return {
    pid,
    title: pid,
    facility,
    instrument: null,
    technique: sans,
    proposal: null,
    createdAt: null,
    files: 1,
    bytes: 1,
    isPublic: true,
    embargoUntil: null,
    access: 'public',
    origin: 'Measured',
    licence: 'BSD-3-Clause',
    mountName: 'x',
    curves: [],
    ...more,
  };
}

const offered = (id: string, facilities: string[], more: Partial<OfferedEnvironment> = {}): OfferedEnvironment => ({
  ...environment(id, more),
  facilities,
  proposed: false,
  ...more,
});
const why = { code: 'ENVIRONMENT_UNAVAILABLE', message: 'No Jupyter here.', until: null };

test('one environment at several facilities is one row, with where it can be launched', () => {
  const rows = join([
    { facility: 'lumen', environment: environment('notebook@1', { unavailable: why }) },
    { facility: 'helia', environment: environment('notebook@1', { digest: 'abc' }) },
    { facility: 'helia', environment: environment('desktop@1', { unavailable: why }) },
  ]);
  expect(rows.map(({ id, facilities, unavailable, digest }) => ({ id, facilities, unavailable, digest }))).toEqual([
    { id: 'notebook@1', facilities: ['helia'], unavailable: null, digest: 'abc' },
    { id: 'desktop@1', facilities: [], unavailable: why, digest: null },
  ]);
});

test('what is made for the technique of the data comes first and is proposed; what cannot be launched comes last', () => {
  const rows = propose(
    [
      offered('archived@1', ['lumen', 'helia'], { archived: true, techniques: [sans] }),
      offered('unavailable@1', [], { techniques: [sans] }),
      offered('everywhere@1', ['lumen', 'helia', 'nimbus']),
      offered('far@1', ['helia'], { techniques: [sans.toUpperCase()] }),
      offered('near@1', ['lumen'], { techniques: [sans] }),
    ],
    [dataset('10.5072/a', 'lumen')],
  );
  expect(rows.map(({ id, proposed }) => [id, proposed])).toEqual([
    ['near@1', true],
    ['far@1', false],
    ['everywhere@1', false],
    ['unavailable@1', false],
    ['archived@1', false],
  ]);
});

test('without data, nothing is proposed', () => {
  const rows = propose([offered('one@1', ['lumen'], { techniques: [sans] })], []);
  expect(rows[0]?.proposed).toBe(false);
});

let world: FederationWorld;
const ends: (() => void | Promise<void>)[] = [];
beforeAll(async () => {
  const facilityCalls = { fanOutSeconds: 0.5, watchSeconds: 0.2, relaySeconds: 1 };
  world = await federationWorld(['lumen', 'helia', 'nimbus'], { facilityCalls }, (end) => void ends.push(end));
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});
type Facility = FederationWorld['facilities'][number];
const facility = (at: number) => world.facilities[at] as Facility;
beforeEach(async () => {
  world.browser = world.portal.openBrowser();
  await world.browser.signIn();
  facility(0).answers['environments.list'] = () => ({
    environments: [environment('notebook@1', { techniques: [sans] })],
  });
  facility(1).answers['environments.list'] = () => ({
    environments: [environment('notebook@1'), environment('desktop@1')],
  });
  facility(2).answers['environments.list'] = () => ({ environments: [] });
  for (const [at, id] of [
    [0, 'lumen'],
    [1, 'helia'],
  ] as const) {
    facility(at).answers['datasets.list'] = () => ({ datasets: [dataset(`10.5072/${id}`, id)], next: null });
    facility(at).answers['datasets.get'] = ({ input }) => {
      const { pid } = input as { pid: string };
      if (pid !== `10.5072/${id}`) throw datasetNotFound();
      return dataset(pid, id);
    };
  }
  const without = () => {
    throw notOffered();
  };
  Object.assign(facility(2).answers, { 'datasets.list': without, 'datasets.get': without });
});

const get = async (path: string, browser = world.browser) => (await browser.call('GET', path)).json() as Promise<never>;

test('the launch page is told what there is everywhere, and what fits the data', async () => {
  const { environments, missing } = await get(
    `/api/launch/environments?data[0]=${encodeURIComponent('10.5072/lumen')}`,
  );
  expect(environments).toMatchObject([
    { id: 'notebook@1', facilities: ['lumen', 'helia'], proposed: true },
    { id: 'desktop@1', facilities: ['helia'], proposed: false },
  ]);
  expect(missing).toEqual([]);
});

test('a facility that takes too long is named, and nobody waits for it', async () => {
  facility(0).answers['environments.list'] = () => new Promise(() => {});
  const { environments, missing } = await get('/api/launch/environments');
  expect((environments as { id: string }[]).map(({ id }) => id).sort()).toEqual(['desktop@1', 'notebook@1']);
  expect(missing).toEqual([{ facility: 'lumen', since: expect.stringMatching(/^\d{4}-.*Z$/) }]);
});

test('of a facility that does not answer at all, it is said since when', async () => {
  await facility(1).stop();
  await vi.waitFor(async () => {
    const { facilities } = await get('/api/federation');
    expect(
      (facilities as { id: string; silentSince: unknown }[]).find(({ id }) => id === 'helia')?.silentSince,
    ).not.toBeNull();
  });
  const { facilities } = await get('/api/federation');
  const since = (facilities as { id: string; silentSince: string }[]).find(({ id }) => id === 'helia')?.silentSince;
  const { missing } = await get('/api/launch/datasets');
  expect(missing).toEqual([{ facility: 'helia', since }]);
  expect((await get('/api/launch/dataset?pid=10.5072%2Fnowhere')) as { code: string }).toMatchObject({
    code: 'FACILITY_SILENT',
    data: { facility: 'helia', since },
  });
});

test('a dataset is found wherever it is, and so is that nobody has it', async () => {
  expect(await get('/api/launch/dataset?pid=10.5072%2Flumen')).toMatchObject({
    pid: '10.5072/lumen',
    facility: 'lumen',
  });
});

test('without a login, the public data of every facility are shown, and nobody asks in a name', async () => {
  const nobody = world.portal.openBrowser();
  facility(0).asked.length = 0;
  expect(await get('/api/launch/datasets?text=sans', nobody)).toMatchObject({ datasets: [{ pid: '10.5072/lumen' }] });
  const [asked] = facility(0).askedFor('datasets.list');
  expect(asked?.claims).toBeUndefined();
  expect(asked?.input).toMatchObject({ text: 'sans' });
  expect(await get('/api/launch/environments', nobody)).toMatchObject({ code: 'LOGIN_REQUIRED' });
});

test('SEC-T8: data that a facility says are at another are left out', async () => {
  facility(0).answers['datasets.list'] = () => ({ datasets: [dataset('10.5072/x', 'helia')], next: null });
  const { datasets } = await get('/api/launch/datasets');
  expect((datasets as { pid: string }[]).map(({ pid }) => pid)).not.toContain('10.5072/x');
});
