import { expect, test, vi } from 'vitest';
import { readyInstance } from '../../testing/access.ts';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { testConfig, testFacility } from '../../testing/facility.ts';

test('a facility says who it is, to everybody', async () => {
  const { nobody, machine } = await startTestConnector(await testConfig());
  const said = await nobody.facility.get();
  expect(said).toEqual({
    id: 'lumen',
    name: 'Lumen',
    kind: 'neutron-source',
    description: 'A made-up neutron source.',
    accent: '#0b6b6e',
    contact: 'help@lumen.example',
    accessUrl: null,
    timeZone: 'UTC',
    version: '0.1.0',
    capabilities: { compute: true, catalogue: true, storage: false, publish: false },
    announcements: [],
    health: { status: 'ok', problems: [] },
  });
  expect(await machine.facility.get()).toEqual(said);
});

test('a facility without compute says so, has its data listed, and refuses a new instance', async () => {
  const { config, write } = await testFacility({ engine: null });
  const { nobody, clientOf } = await startTestConnector(config);
  const { capabilities, health } = await nobody.facility.get();
  expect(capabilities).toEqual({ compute: false, catalogue: true, storage: false, publish: false });
  expect(health).toEqual({ status: 'ok', problems: [] });
  await write('datasets.json', { datasets: [] });
  expect(await nobody.datasets.list({})).toEqual({ datasets: [], next: null });

  expect(await nobody.environments.list()).toEqual({ environments: [] });
  expect(await nobody.flavours.list()).toEqual({ flavours: [] });
  const anna = clientOf('anna');
  expect((await anna.plans.list({})).plans).toEqual([]);
  for (const plan of ['nothing-small', 'unknown']) {
    const create = anna.instances.create(newInstance('quiet heron', { plan }));
    await expect(create).rejects.toMatchObject({ code: 'NOT_OFFERED', status: 501 });
  }
  expect(await anna.instances.list({})).toEqual({ instances: [], next: null });
});

test('a facility that gives up its compute keeps its instances as they are, and starts none', async () => {
  const { config } = await testFacility();
  const first = await startTestConnector(config);
  const running = await readyInstance(first, 'anna');
  const stopped = await readyInstance(first, 'anna');
  const anna = first.clientOf('anna');
  await anna.instances.stop({ id: stopped });
  await vi.waitFor(async () => expect((await anna.instances.get({ id: stopped })).state).toBe('stopped'));

  const { clientOf } = await startTestConnector({ ...config, engine: null });
  const later = clientOf('anna').instances;
  expect((await later.list({})).instances).toMatchObject([
    { id: stopped, state: 'stopped' },
    { id: running, state: 'ready' },
  ]);
  expect(await later.log({ id: running })).toEqual({ lines: [], truncated: false });
  await expect(later.start({ id: stopped })).rejects.toMatchObject({ code: 'NOT_OFFERED' });
  await expect(later.restart({ id: running, interface: 'web' })).rejects.toMatchObject({ code: 'NOT_OFFERED' });
});

test('an announcement appears when its file is written, in its time, and a wrong one takes no other along', async () => {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const { config, write } = await testFacility();
  const { nobody } = await startTestConnector(config, { clock: () => new Date(now) });
  await write('announcements.json', {
    announcements: [
      { id: 'shutdown', text: 'Shutdown <b>tonight</b>.', from: '2026-03-01T11:00:00Z', until: '2026-03-01T13:00:00Z' },
      { id: 'later', text: 'Later.', from: '2026-03-01T13:00:00Z' },
      { id: 'wrong', text: '', until: 'tomorrow' },
    ],
  });
  const said = async () => (await nobody.facility.get()).announcements.map(({ id }) => id);
  await vi.waitFor(async () => expect(await said()).toEqual(['shutdown']), 10_000);
  const { health } = await nobody.facility.get();
  expect(health).toMatchObject({
    status: 'degraded',
    problems: [{ code: 'ANNOUNCEMENT_WRONG', subject: 'announcements.2' }],
  });
  now = Date.parse('2026-03-01T13:00:00Z');
  expect(await said()).toEqual(['later']);
});

test('a file that is missing when the connector starts is an error that names it', async () => {
  const { config, place } = await testFacility();
  const start = startTestConnector({ ...config, rules: place('absent.json') });
  await expect(start).rejects.toThrow(`${place('absent.json')}: absent.json cannot be read (ENOENT)`);
});

test('me: who I am here, my account and how it was proved, my rights, my limits', async () => {
  const { config } = await testFacility({
    limits: {
      facility: { instances: 10, cores: null, memoryBytes: null },
      person: { instances: 2, cores: 4, memoryBytes: null },
    },
  });
  const { clientOf } = await startTestConnector(config);
  const me = await clientOf('anna', { name: 'Anna Example' }).me.get();
  expect(me).toMatchObject({
    person: { id: expect.stringMatching(/^[a-z][a-z0-9]{15}$/), name: 'Anna Example' },
    account: { name: `u${me.person.id}`, provedBy: 'everybody' },
    rights: ['user'],
    proposals: [],
  });
  expect(me.limits).toContainEqual({ level: 'person', group: null, resource: 'cores', max: 4, used: 0, held: 0 });
  expect(me.limits).toContainEqual({
    level: 'facility',
    group: null,
    resource: 'instances',
    max: 10,
    used: 0,
    held: 0,
  });
});
