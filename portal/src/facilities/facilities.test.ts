import { freshDatabase, openTestDatabase, silent } from '@atrium/server/testing/database';
import { expect, test } from 'vitest';
import { entryOf } from '../../testing/facility.ts';
import { migrations } from '../database/migrations/all.ts';
import type { Tables } from '../database/tables.ts';
import { createFacilities } from './facilities.ts';

test('that a facility is silent is known and told, also while it cannot be kept', async () => {
  const db = openTestDatabase<Tables>(await freshDatabase('portal', migrations));
  const facilities = await createFacilities({ db, clock: () => new Date(), log: silent });
  const entry = entryOf('lumen', 'https://connector.lumen.test');
  await facilities.apply([entry]);
  const told: string[] = [];
  facilities.listen((id) => told.push(id));
  await db.destroy();
  await facilities.missed('lumen', new Error('no answer'));
  expect(told).toEqual(['lumen']);
});
