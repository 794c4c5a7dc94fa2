import { openTestDatabase } from '@atrium/server/testing/database';
import { expect, test } from 'vitest';
import { letIn, readyInstance } from '../testing/access.ts';
import { startTestConnector } from '../testing/connector.ts';
import { testConfig } from '../testing/facility.ts';
import type { Tables } from './database/tables.ts';
import { sweep } from './sweep.ts';

test('SEC-H41 what has run out is forgotten, what has not is kept, and a grant ends with its login', async () => {
  const config = await testConfig();
  const connector = await startTestConnector(config);
  const id = await readyInstance(connector, 'anna');
  await letIn(connector, 'anna', id);
  await connector.machine.access.endLogin({ login: 'somebody' });
  await connector.clientOf('anna').instances.rename({ id, name: 'grey heron' });
  const db = openTestDatabase<Tables>(config.databaseUrl);
  const count = async () => {
    const tables = ['burntToken', 'answeredRequest', 'ticket', 'accessChange', 'endedLogin'] as const;
    const rows = await Promise.all(
      tables.map((table) => db.selectFrom(table).select(db.fn.countAll().as('n')).execute()),
    );
    return rows.map(([row]) => Number(row?.n) > 0);
  };
  await sweep(db, new Date());
  expect(await count()).toEqual([true, true, true, true, true]);
  await sweep(db, new Date(Date.now() + 25 * 3600_000));
  expect(await count()).toEqual([false, false, false, false, false]);
  const grants = await db.selectFrom('accessGrant').select('endReason').execute();
  expect(grants).toEqual([{ endReason: 'LOGIN_OVER' }]);
});
