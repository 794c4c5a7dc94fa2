import { listenForChanges } from '@atrium/server/database/changes';
import { openTestDatabase, silent } from '@atrium/server/testing/database';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { letIn, readyInstance } from '../../testing/access.ts';
import { startTestConnector } from '../../testing/connector.ts';
import { testConfig } from '../../testing/facility.ts';
import type { Tables } from '../database/tables.ts';
import { endGrants } from './changes.ts';
import { followGrants } from './feed.ts';

test('of a grant that ends while its last change is being told, the true reason is told', async () => {
  const config = await testConfig();
  const connector = await startTestConnector(config);
  const id = await readyInstance(connector, 'anna');
  const { grant } = await letIn(connector, 'anna', id);
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const changes = await listenForChanges(config.databaseUrl, silent);
  onTestFinished(changes.close);

  const isOver = sql`id = ${grant.id}`;
  const endingMeanwhile = async () => {
    await db.transaction().execute((tx) => endGrants(tx, isOver, 'INSTANCE_OVER', new Date()));
    return undefined;
  };
  const parts = { db, changes, grants: { find: endingMeanwhile }, pictures: { wanted: async () => undefined } };
  const stopping = new AbortController();
  const outside = { clock: () => new Date(), stopping: stopping.signal };
  const feed = followGrants({ ...parts, ...outside }, undefined, undefined);
  expect(await feed.next()).toMatchObject({ value: { kind: 'following' } });
  await connector.clientOf('anna').instances.rename({ id, name: 'grey heron' });
  expect(await feed.next()).toMatchObject({ value: { kind: 'ended', id: grant.id, reason: 'INSTANCE_OVER' } });
  stopping.abort();
});
