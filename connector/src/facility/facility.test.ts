import { expect, test, vi } from 'vitest';
import { startTestConnector } from '../../testing/connector.ts';
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
  expect(me.limits).toContainEqual({ level: 'person', resource: 'cores', max: 4, used: 0, held: 0 });
  expect(me.limits).toContainEqual({ level: 'facility', resource: 'instances', max: 10, used: 0, held: 0 });
});
