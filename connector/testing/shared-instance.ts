import type { Change } from '@atrium/contract/gateway/api';
import { openTestDatabase } from '@atrium/server/testing/database';
import { sql } from 'kysely';
import { beforeEach, expect, vi } from 'vitest';
import type { Tables } from '../src/database/tables.ts';
import { letIn, readyInstance } from './access.ts';
import { startTestConnector } from './connector.ts';
import { testFacility } from './facility.ts';
import type { PersonClaims } from './portal.ts';

type Role = 'collaborator' | 'viewer';
type Connector = Awaited<ReturnType<typeof startTestConnector>>;
type Grant = Awaited<ReturnType<Connector['gateway']['redeem']>>;

/** Before each test: a facility, and an instance of anna's with a desktop and a web interface, to which she can invite. */
export function sharedInstance() {
  let facility: Awaited<ReturnType<typeof testFacility>>;
  let connector: Connector;
  let id: string;

  beforeEach(async () => {
    facility = await testFacility();
    await facility.write('environments/nothing.yaml', environment);
    connector = await startTestConnector(facility.config);
    id = await readyInstance(connector, 'anna');
  });

  const of = (person: string, claims: PersonClaims = {}) => connector.clientOf(person, claims);
  const database = () => openTestDatabase<Tables>(facility.config.databaseUrl);

  async function invite(role: Role = 'collaborator', more: { note?: string; days?: number } = {}) {
    return of('anna').members.invite({ instance: id, role, ...more });
  }

  /** Invites, accepts, and gives the id of who joined. */
  async function join(person: string, role: Role = 'collaborator'): Promise<string> {
    const { code } = await invite(role);
    await of(person).members.accept({ code });
    return personIdOf(person);
  }

  async function personIdOf(person: string): Promise<string> {
    return (await of(person).me.get()).person.id;
  }

  const people = () => of('anna').members.list({ instance: id });

  /** Anna's own connection, as her gateway reports it; a minute passes when she leaves. */
  async function annaIsHere(): Promise<{ leave: () => Promise<void> }> {
    const { grant } = await letIn(connector, 'anna', id);
    await report(grant, 1);
    await vi.waitFor(async () => expect((await people()).ownerPresent).toBe(true), 10_000);
    return {
      async leave() {
        await report(grant, 0);
        await sql`UPDATE access_grant SET connected_at = connected_at - interval '61 s'`.execute(database());
        await vi.waitFor(async () => expect((await people()).ownerPresent).toBe(false), 10_000);
      },
    };
  }

  /** A ticket for an interface, redeemed. */
  async function openFor(person: string, name: string): Promise<Grant> {
    const { address, ticket } = await of(person).access.ticket({ instance: id, interface: name });
    const { host } = new URL(address);
    const cookieHash = crypto.randomUUID().replaceAll('-', '').padEnd(43, 'x');
    return connector.gateway.redeem({ host, ticket, cookieHash });
  }

  function report(grant: Pick<Grant, 'id'>, connections: number) {
    return connector.gateway.report({
      grants: [{ id: grant.id, connections, bytesToPerson: 0, bytesFromPerson: 0, lastInputAt: null }],
    });
  }

  /** The next change of which it holds, of those that a gateway is told from now on. */
  async function changes() {
    const leaving = new AbortController();
    const stream = await connector.gateway.changes(undefined, { signal: leaving.signal });
    await stream.next();
    return async (holds: (change: Change) => boolean): Promise<Change> => {
      for (;;) {
        const { value, done } = await stream.next();
        if (done) throw new Error('the stream is over');
        const change = { ...value };
        if (holds(change)) return change;
      }
    };
  }

  return {
    get facility() {
      return facility;
    },
    get connector() {
      return connector;
    },
    get id() {
      return id;
    },
    ...{ of, database, invite, join, personIdOf, people, annaIsHere, openFor, report, changes },
  };
}

/** Neither interface is more than an answer. */
const environment = JSON.stringify({
  name: 'nothing',
  version: '1',
  title: 'Nothing',
  description: 'Runs nothing.',
  interfaces: [
    { name: 'web', kind: 'web', title: 'Web' },
    { name: 'desktop', kind: 'desktop', title: 'Desktop' },
  ],
  engines: { null: { pretending: ['desktop'] } },
});
