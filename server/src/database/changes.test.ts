import { sql } from 'kysely';
import { expect, inject, onTestFinished, test, vi } from 'vitest';
import { openTestDatabase, silent } from '../../testing/database.ts';
import { stallingRelay } from '../../testing/relay.ts';
import { announce, listenForChanges } from './changes.ts';

const heartbeatMs = 100;

test('C63: a listening connection that the server ends is made anew, and hears what is announced then', async () => {
  const url = inject('databaseUrl');
  const db = openTestDatabase(url);
  const changes = await listenForChanges(`${url}&application_name=c63`, silent, { heartbeatMs });
  onTestFinished(changes.close);
  const heard = listener(changes);
  const ending = sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'c63'`;
  await ending.execute(db);
  await vi.waitFor(() => expect(heard.count, 'everybody is rung, for something may have been missed').toBe(1), 5000);
  await announce(db, ['anna']);
  await vi.waitFor(() => expect(heard.count).toBe(2), 1000);
});

test('C63: a listening connection that silently stalls is given up, and another hears', async () => {
  const relay = await stallingRelay(inject('databaseUrl'));
  const changes = await listenForChanges(relay.url, silent, { heartbeatMs });
  onTestFinished(changes.close);
  const db = openTestDatabase(inject('databaseUrl'));
  const heard = listener(changes);
  await announce(db, ['anna']);
  await vi.waitFor(() => expect(heard.count).toBe(1));

  relay.stall();
  await announce(db, ['anna']);
  await vi.waitFor(() => expect(heard.count).toBe(2), 5000);
  await announce(db, ['anna']);
  await vi.waitFor(() => expect(heard.count).toBe(3), 1000);
});

test('while the database is away it is asked for again, and closing does not wait for it', async () => {
  const relay = await stallingRelay(inject('databaseUrl'));
  const changes = await listenForChanges(relay.url, silent, { heartbeatMs });
  await relay.close();
  await changes.close();
});

function listener(changes: Awaited<ReturnType<typeof listenForChanges>>) {
  const bell = changes.subscribe('anna');
  const heard = { count: 0 };
  let isOver = false;
  const listening = (async () => {
    for (;;) {
      await bell.next(600_000);
      if (isOver) return;
      heard.count++;
    }
  })();
  onTestFinished(async () => {
    isOver = true;
    changes.ringAll();
    await listening;
    bell.close();
  });
  return heard;
}
