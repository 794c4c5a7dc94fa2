import { rename, rm } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { nothing, testFacility } from '../../testing/facility.ts';

async function start() {
  const facility = await testFacility();
  const connector = await startTestConnector(facility.config);
  const list = async () => (await connector.nobody.environments.list()).environments;
  const problems = async () => (await connector.nobody.facility.get()).health.problems;
  return { ...facility, ...connector, list, problems };
}

test('an environment is added by writing its file', async () => {
  const { write, list } = await start();
  expect((await list()).map(({ id }) => id)).toEqual(['nothing@1']);
  await write('environments/second.yaml', nothing({ name: 'second' }));
  await vi.waitFor(async () => expect((await list()).map(({ id }) => id)).toEqual(['nothing@1', 'second@1']), 10_000);
});

test('an error takes its own environment away and no other, and health names file, line and field', async () => {
  const { write, list, problems, clientOf } = await start();
  await write('environments/second.yaml', 'name: second\nversion: "1"\ntitle: 7\n');
  await vi.waitFor(async () => {
    expect(await problems()).toMatchObject([
      {
        code: 'ENVIRONMENT_UNAVAILABLE',
        subject: 'second.yaml',
        message: expect.stringContaining('second.yaml, line 3, title:'),
      },
    ]);
  }, 10_000);
  expect((await list()).map(({ id }) => id)).toEqual(['nothing@1']);
  await clientOf('anna').instances.create(newInstance());

  await write('environments/nothing.yaml', 'nonsense');
  await vi.waitFor(async () => expect(await list()).toEqual([]), 10_000);
  const { plans } = await clientOf('anna').plans.list({});
  expect(plans).toMatchObject([{ availability: { is: 'forbidden', why: { code: 'ENVIRONMENT_UNAVAILABLE' } } }]);
  await expect(clientOf('anna').instances.create(newInstance())).rejects.toMatchObject({
    code: 'PLAN_FORBIDDEN',
    data: { why: { code: 'ENVIRONMENT_UNAVAILABLE' } },
  });
});

test("an error in the engine's part names its place", async () => {
  const { write, problems } = await start();
  const text = nothing({ name: 'second' }).replace('"engines":{"null":{}}', '\n"engines":\n{"null":\n{"patience": 3}}');
  await write('environments/second.yaml', text);
  await vi.waitFor(async () => {
    expect((await problems())[0]?.message).toMatch(
      /^second\.yaml, line 3, engines\.null: Unrecognized key: "patience"/,
    );
  }, 10_000);
});

test('what is written for another engine is shown, and says why it cannot be had', async () => {
  const { write, list } = await start();
  await write('environments/second.yaml', nothing({ name: 'second' }).replace('"null"', '"slurm"'));
  await vi.waitFor(async () => {
    expect((await list())[1]).toMatchObject({
      id: 'second@1',
      digest: null,
      unavailable: { code: 'ENVIRONMENT_UNAVAILABLE', message: expect.stringContaining('null') },
    });
  }, 10_000);
});

test('a second file with the same name and version is refused, whichever is newer', async () => {
  const { write, list, problems } = await start();
  await write('environments/zzz.yaml', nothing());
  await vi.waitFor(async () => {
    expect((await problems())[0]?.message).toBe('zzz.yaml, line 1, name: nothing@1 is already in nothing.yaml');
  }, 10_000);
  expect(await list()).toHaveLength(1);
});

test('the digest changes with the bytes of the file, and what runs keeps the one that it began with', async () => {
  const { write, list, clientOf, config } = await start();
  const [{ digest: before } = { digest: null }] = await list();
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  const { id } = await clientOf('anna').instances.create(newInstance());
  await write('environments/nothing.yaml', `${nothing()} `);
  await vi.waitFor(async () => expect((await list())[0]?.digest).not.toBe(before), 10_000);
  const { openTestDatabase } = await import('@atrium/server/testing/database');
  const db = openTestDatabase<import('../database/tables.ts').Tables>(config.databaseUrl);
  const { spec } = await db.selectFrom('instance').select('spec').where('id', '=', id).executeTakeFirstOrThrow();
  expect(spec.environment.digest).toBe(before);
});

test('a directory that is gone leaves what was there, and says so; when it is back, it counts', async () => {
  const { place, list, problems, write } = await start();
  await rename(place('environments'), place('away'));
  await vi.waitFor(async () => {
    expect(await problems()).toMatchObject([{ code: 'FILE_UNREADABLE', subject: 'environments' }]);
  }, 10_000);
  expect(await list()).toHaveLength(1);
  await rename(place('away'), place('environments'));
  await rm(place('environments/nothing.yaml'));
  await write('environments/third.yaml', nothing({ name: 'third' }));
  await vi.waitFor(async () => expect((await list()).map(({ id }) => id)).toEqual(['third@1']), 10_000);
  expect(await problems()).toEqual([]);
});
