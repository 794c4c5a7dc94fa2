import type { ConnectorClient } from '@atrium/contract/v1/client';
import { openTestDatabase } from '@atrium/server/testing/database';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { newInstance, startTestConnector } from '../../testing/connector.ts';
import { startDoomed } from '../../testing/doomed.ts';
import { testConfig, unlimited } from '../../testing/facility.ts';
import { createTestPortal } from '../../testing/portal.ts';
import { expectSound } from '../../testing/sound.ts';
import type { Tables } from '../database/tables.ts';

type Connector = { clientOf: (person: string) => ConnectorClient };

const people = ['anna', 'bob', 'cleo', 'dan'];
const each = 8;

test('of three connectors over one database one is killed while another starts: each key makes one instance', async () => {
  const config = await testConfig({ person: { ...unlimited, instances: each } });
  const portal = await createTestPortal();
  const [doomed, steady] = await Promise.all([startDoomed(config, portal), startDoomed(config, portal)]);
  const connectors: Connector[] = [doomed, steady];
  const asked = people.flatMap((person) => Array.from({ length: each }, () => ({ person, request: newInstance() })));
  let created = 0;
  let third: Promise<Connector> | undefined;

  const ids = await Promise.all(asked.map((one, number) => insist(one, number)));
  const late = await (third ?? Promise.reject(new Error('nobody was killed')));
  await doomed.killed();
  await aMinutePasses(config.databaseUrl);
  for (const [number, { person, request }] of asked.entries()) {
    const client = (number % 2 ? steady : late).clientOf(person);
    expect(await client.instances.create(request)).toMatchObject({ id: ids[number] });
    await vi.waitFor(async () => {
      expect(await client.instances.get({ id: ids[number] ?? '' })).toMatchObject({ state: 'ready' });
    }, 20_000);
  }
  expect(new Set(ids).size).toBe(asked.length);
  for (const person of people) {
    const beyond = late.clientOf(person).instances.create(newInstance());
    await expect(beyond).rejects.toMatchObject({ code: 'INSTANCE_QUOTA_EXCEEDED' });
  }
  await expectSound(config);

  /** As a page does whose answer was lost: the same once more, to whoever is there. */
  async function insist({ person, request }: (typeof asked)[number], number: number): Promise<string> {
    for (let attempt = number; ; attempt++) {
      const { clientOf } = connectors[attempt % connectors.length] as Connector;
      try {
        const { id } = await clientOf(person).instances.create(request);
        if (++created === each) kill();
        return id;
      } catch (error) {
        expect(error, 'a connection that breaks, and no refusal').toBeInstanceOf(TypeError);
      }
    }
  }

  function kill(): void {
    doomed.process.kill('SIGKILL');
    third = startTestConnector(config).then((started) => {
      connectors[0] = started;
      return started;
    });
  }
}, 60_000);

/** For what the killed one had leased. What the others have is given to somebody else as well, who finds their runs. */
async function aMinutePasses(databaseUrl: string): Promise<void> {
  const db = openTestDatabase<Tables>(databaseUrl);
  await sql`
    UPDATE instance SET next_at = next_at - interval '61 s', leased_until = leased_until - interval '61 s'`.execute(db);
}
