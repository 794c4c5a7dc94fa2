import { openTestDatabase } from '@atrium/server/testing/database';
import { expect, test, vi } from 'vitest';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { testConfig } from '../../testing/facility.ts';
import type { Tables } from '../database/tables.ts';
import type { Instance } from './instance.ts';
import { adjustQuota } from './quota.ts';
import * as store from './store.ts';

async function startedBy(person: string) {
  const config = await testConfig();
  const { clientOf } = await startTestConnector(config);
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const client = clientOf(person);
  const { id } = await client.instances.create(newInstance());
  await vi.waitFor(async () => expect((await client.instances.get({ id })).state).toBe('ready'));
  return { client, db, instance: (await store.find(db, id)) as Instance };
}

test('what a person has is held when it is asked for, used when it is ready, and free when it is over', async () => {
  const { client, instance } = await startedBy('anna');
  const own = async () => {
    const { limits } = await client.me.get({});
    return limits.find(({ level, resource }) => level === 'person' && resource === 'instances');
  };
  expect(await own()).toMatchObject({ used: 1, held: 0 });
  await client.instances.delete({ id: instance.id });
  await vi.waitFor(async () => expect(await own()).toMatchObject({ used: 0, held: 0 }));
});

test('an instance becomes ready without waiting for those who launch at the same facility', async () => {
  const { db, instance } = await startedBy('anna');
  await db.transaction().execute(async (launching) => {
    await launching.selectFrom('quota').selectAll().forUpdate().execute();
    await db.transaction().execute((tx) => adjustQuota(tx, { ...instance, state: 'starting' }, instance));
  });
});
