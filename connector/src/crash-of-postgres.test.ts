import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectorClient } from '@atrium/contract/v1/client';
import { startEmbeddedPostgres } from '@atrium/server/database/embedded';
import { getEventMeta } from '@orpc/server';
import { expect, onTestFinished, test, vi } from 'vitest';
import { newInstance, startTestConnector } from '../testing/connector.ts';
import { testFacility, unlimited } from '../testing/facility.ts';
import { expectSound } from '../testing/sound.ts';
import { childrenOf } from './engines/local/process.ts';
import { beginning } from './instances/events.ts';

type Server = Awaited<ReturnType<typeof ownServer>>;

/** What befalls the server, until something was refused for it; and how it comes back. */
const troubles = [
  {
    trouble: 'is frozen',
    begin: (server: Server) => server.signal('SIGSTOP'),
    end: (server: Server) => server.signal('SIGCONT'),
  },
  { trouble: 'is stopped', begin: (server: Server) => server.stop(), end: (server: Server) => server.start() },
  {
    trouble: 'is killed, and started again by whoever had started it,',
    begin: (server: Server) => server.signal('SIGKILL'),
    end: async () => {},
  },
];

test.each(troubles)(
  'PostgreSQL $trouble amid the work: what is refused has its code, and all of it goes on',
  async (row) => {
    const server = await ownServer();
    const limits = { facility: unlimited, person: unlimited };
    const { config } = await testFacility({ databaseUrl: server.url, limits });
    const { clientOf } = await startTestConnector(config);
    const anna = clientOf('anna');
    const other: unknown[] = [];
    const refused = Promise.withResolvers<void>();
    const seen = follow(anna);

    const first = await make();
    const begun = row.begin(server);
    const working = Promise.all(Array.from({ length: 24 }, make));
    await begun;
    await refused.promise;
    await row.end(server);
    const ids = [first, ...(await working)];
    await Promise.all(ids.slice(0, 8).map((id) => insist(() => anna.instances.delete({ id }))));

    await vi.waitFor(async () => {
      const { instances } = await anna.instances.list({ over: 'include', limit: 100 });
      const states = ids.map((id) => instances.find((one) => one.id === id)?.state);
      expect(states).toEqual(ids.map((_, number) => (number < 8 ? 'ended' : 'ready')));
    }, 20_000);
    const { events } = await anna.events.list({ since: beginning, limit: 500 });
    await vi.waitFor(() => expect(seen).toEqual(events.map(({ instance, seq }) => `${instance} ${seq}`)), 20_000);
    expect(other).toEqual([]);
    await expectSound(config);

    async function make(): Promise<string> {
      const asked = newInstance();
      const { id } = await insist(() => anna.instances.create(asked));
      return id;
    }

    function insist<Done>(ask: () => Promise<Done>): Promise<Done> {
      return vi.waitFor(async () => {
        try {
          return await ask();
        } catch (error) {
          if ((error as { code?: string }).code !== 'DATABASE_UNAVAILABLE') other.push(error);
          refused.resolve();
          throw error;
        }
      }, 60_000);
    }
  },
  120_000,
);

/** Everything that one person is told, by a stream that is opened again wherever it broke off. */
function follow(client: ConnectorClient): string[] {
  const seen: string[] = [];
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  let lastEventId: string | undefined;
  void listen();
  return seen;

  async function listen(): Promise<void> {
    while (!leaving.signal.aborted) {
      const options = { signal: leaving.signal, ...(lastEventId === undefined ? {} : { lastEventId }) };
      try {
        for await (const event of await client.events.stream({ since: beginning }, options)) {
          seen.push(`${event.instance} ${event.seq}`);
          lastEventId = getEventMeta(event)?.id;
        }
      } catch {
        await new Promise(setImmediate);
      }
    }
  }
}

/** A server that no other test uses. */
async function ownServer() {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-crash-'));
  let running = await startEmbeddedPostgres(directory);
  onTestFinished(async () => {
    await running.stop();
    await rm(directory, { recursive: true });
  });

  /** To the server and all that it has started. */
  async function signal(name: NodeJS.Signals): Promise<void> {
    const [first] = readFileSync(join(directory, 'data/postmaster.pid'), 'utf8').split('\n');
    const server = Number(first);
    for (const pid of [server, ...(await childrenOf(server))]) process.kill(pid, name);
  }

  return {
    url: running.url('postgres'),
    signal,
    stop: () => running.stop(),
    async start() {
      running = await startEmbeddedPostgres(directory);
    },
  };
}
