import { openTestDatabase } from '@atrium/server/testing/database';
import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';
import { letIn, readyInstance } from '../../testing/access.ts';
import { startTestConnector } from '../../testing/connector.ts';
import { testFacility } from '../../testing/facility.ts';
import { allows, rightsAsDocumented } from '../../testing/rights.ts';
import type { Tables } from '../database/tables.ts';

const cells = rightsAsDocumented();
const kinds = ['desktop', 'notebook', 'terminal'];
const environment = JSON.stringify({
  name: 'nothing',
  version: '1',
  title: 'Nothing',
  description: 'Runs nothing.',
  interfaces: ['web', ...kinds].map((kind) => ({ name: kind, kind, title: kind })),
  engines: { null: { pretending: kinds } },
});

const owners = ['here', 'close', 'watch', 'allow'] as const;
const roles = ['owner', 'collaborator', 'viewer', 'support', 'stranger'] as const;
const settings = roles.flatMap((role) => owners.map((owner) => ({ role, owner })));
/** What cannot be taken back comes last, each on what the one before has left. */
const last = ['stop', 'leave', 'end'];

describe('SEC-H11 over HTTP', () => {
  test.each(settings)('$role, the owner being «$owner»', async ({ role, owner }) => {
    const { ask } = await set(role, owner);
    const rows = cells.filter((cell) => cell.role === (role === 'stranger' ? 'owner' : role));
    const inOrder = rows.toSorted((one, two) => last.indexOf(one.action) - last.indexOf(two.action));
    for (const { action, mark } of inOrder) {
      const told = await ask(action);
      if (role === 'stranger') expect(told, action).toBe('INSTANCE_NOT_FOUND');
      else if (allows(mark, owner)) expect(allowed, action).toContain(told);
      else expect(told, action).toBe(mark === '–' ? 'ACTION_FORBIDDEN' : 'OWNER_AWAY');
      if (action === 'leave' && told === 'done') return;
    }
  });
});

/** What somebody hears who may: that it is done, or that nothing is there to be done. */
const allowed = ['done', 'PICTURE_NOT_FOUND', 'STATE_FORBIDS', 'INTERFACE_NOT_READY'];

async function set(role: (typeof roles)[number], owner: (typeof owners)[number]) {
  const facility = await testFacility();
  await facility.write('environments/nothing.yaml', environment);
  const connector = await startTestConnector(facility.config);
  const id = await readyInstance(connector, 'anna');
  const anna = connector.clientOf('anna');
  const db = openTestDatabase<Tables>(facility.config.databaseUrl);
  const client = connector.clientOf(role === 'owner' ? 'anna' : 'guest');
  const { person } = await client.me.get();
  const other = await join('other');
  if (role !== 'owner' && role !== 'stranger') await join('guest');
  // There is no way yet in which support comes in.
  if (role === 'support') await sql`UPDATE member SET role = 'support' WHERE person_id = ${person.id}`.execute(db);
  if (role === 'viewer') await anna.members.changeRole({ instance: id, person: person.id, role });
  if (owner === 'here') {
    const { grant } = await letIn(connector, 'anna', id);
    const here = { id: grant.id, connections: 1, bytesToPerson: 0, bytesFromPerson: 0, lastInputAt: null };
    await connector.gateway.report({ grants: [here] });
    await vi.waitFor(
      async () => expect(await anna.members.list({ instance: id })).toMatchObject({ ownerPresent: true }),
      10_000,
    );
  } else await anna.members.setAway({ instance: id, away: owner });

  async function join(name: string): Promise<string> {
    const { code } = await anna.members.invite({ instance: id, role: 'collaborator' });
    await connector.clientOf(name).members.accept({ code });
    return (await connector.clientOf(name).me.get()).person.id;
  }

  const open = (name: string) => client.access.ticket({ instance: id, interface: name });
  const acts: Record<string, () => Promise<unknown>> = {
    see: () => client.instances.get({ id }),
    readLog: () => client.instances.log({ id }),
    seePicture: () => client.instances.picture({ id }),
    openDesktop: () => open('desktop'),
    openNotebook: () => open('notebook'),
    openWeb: () => open('web'),
    openTerminal: () => open('terminal'),
    control: () => client.members.control({ instance: id, act: 'free' }),
    takeControl: () => client.members.control({ instance: id, act: 'take' }),
    start: () => client.instances.start({ id }),
    stop: () => client.instances.stop({ id }),
    restart: () => client.instances.restart({ id, interface: 'web' }),
    rename: () => client.instances.rename({ id, name: 'another' }),
    extend: async () => {
      const { endsAt } = await anna.instances.get({ id });
      return client.instances.extend({ id, endsAt });
    },
    end: () => client.instances.delete({ id }),
    invite: () => client.members.invite({ instance: id, role: 'viewer' }),
    revoke: async () => {
      const { invitation } = await anna.members.invite({ instance: id, role: 'viewer' });
      return client.members.revoke({ instance: id, invitation: invitation.id });
    },
    changeRole: () => client.members.changeRole({ instance: id, person: other, role: 'viewer' }),
    remove: () => client.members.remove({ instance: id, person: other }),
    setAway: () => client.members.setAway({ instance: id, away: owner === 'here' ? 'close' : owner }),
    leave: () => client.members.remove({ instance: id, person: person.id }),
  };

  async function ask(action: string): Promise<string> {
    const act = acts[action];
    if (!act) throw new Error(`the table has an action that nobody tries: ${action}`);
    return act().then(
      () => 'done',
      (error: { code?: string }) => error.code ?? String(error),
    );
  }
  return { ask };
}
