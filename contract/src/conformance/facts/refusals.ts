import { api } from '../../v1/api.ts';
import { refusalOf } from '../caller.ts';
import { demandEqual, NotOffered } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';
import type { Run } from '../run.ts';

const { instances, members, access, events } = api;
const unknown = 'a123456789012345';
const group = 'refusals';

/** A body for `instances.create` that is wrong in one thing. */
const wrong: Record<string, (body: object) => unknown> = {
  'a field that the contract does not name': (body) => ({ ...body, gpu: 1 }),
  'a field inside that it does not name': (body) => ({ ...body, data: [{ pid: '10.5072/x' }] }),
  'no name': (body) => ({ ...body, name: undefined }),
  'an empty name': (body) => ({ ...body, name: '' }),
  'a name of 81 characters': (body) => ({ ...body, name: 'a'.repeat(81) }),
  'a name with markup': (body) => ({ ...body, name: '<b>heron</b>' }),
  'a name that turns the text around': (body) => ({ ...body, name: 'heron\u202e' }),
  'a name with a line break': (body) => ({ ...body, name: 'quiet\nheron' }),
  'a name that is a number': (body) => ({ ...body, name: 7 }),
  'a lifetime of less than a minute': (body) => ({ ...body, lifetimeSeconds: 59 }),
  'a lifetime that is no whole number': (body) => ({ ...body, lifetimeSeconds: 90.5 }),
  'data that are no list': (body) => ({ ...body, data: '10.5072/x' }),
  'a field of a name that JavaScript knows': (body) => ({ ...body, constructor: {} }),
  'more than a hundred datasets': (body) => ({
    ...body,
    data: Array.from({ length: 101 }, (_, at) => `10.5072/${at}`),
  }),
  'a list for a body': () => [],
};

const bodies = Object.entries(wrong).map(([name, spoil]): [string, Fact['check']] => [
  `a new instance with ${name} is refused`,
  async (run) => {
    const { headers, body } = run.request();
    await refusedPost(run, { body: JSON.stringify(spoil(body)), headers: Object.entries(headers) }, 'INPUT_INVALID');
  },
]);

async function refusedPost(
  { send, tokens, issuer, first }: Run,
  { body, headers, type = 'application/json' }: { body: string; headers: [string, string][]; type?: string },
  code: Parameters<typeof refusalOf>[1][number],
) {
  const count = async () => (await first.get(instances.list, { over: 'exclude', limit: 100 })).instances.length;
  const before = await count();
  const authorization: [string, string] = ['authorization', `Bearer ${tokens.ofPerson(issuer.persons.first)}`];
  const sent = { method: 'POST', path: '/v1/instances', headers: [authorization, ...headers], body };
  const typed = { ...sent, headers: [...sent.headers, ['content-type', type] as [string, string]] };
  refusalOf(await send(typed), [code]);
  demandEqual(await count(), before, 'the number of instances');
}

const forms = factsOf(group, 'compute', {
  'a body that cannot be read is refused': async (run) => {
    const headers = Object.entries(run.request().headers);
    for (const body of ['{"plan":', '']) await refusedPost(run, { body, headers }, 'MALFORMED_REQUEST');
  },

  'a body that is not JSON by its type is refused, whatever it holds': async (run) => {
    const { headers, body } = run.request();
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const sent = { body: JSON.stringify(body), headers: Object.entries(headers), type };
      await refusedPost(run, sent, 'CONTENT_TYPE_NOT_SUPPORTED');
    }
  },

  'a body of more than 256 KiB is refused': async (run) => {
    const { headers, body } = run.request({ name: 'a'.repeat(300_000) });
    await refusedPost(run, { body: JSON.stringify(body), headers: Object.entries(headers) }, 'BODY_TOO_LARGE');
  },

  'a parameter that the contract does not name is refused': async ({ first }) => {
    await first.refused(instances.list, { sort: 'name' } as object, 'INPUT_INVALID');
    await first.refused(events.list, { before: '1.1' } as object, 'INPUT_INVALID');
  },

  'a parameter of another shape is refused': async ({ first }) => {
    for (const limit of [0, 101, 1.5]) await first.refused(instances.list, { limit }, 'INPUT_INVALID');
    await first.refused(instances.list, { after: 'x' }, 'INPUT_INVALID');
    await first.refused(instances.list, { over: 'all' as 'include' }, 'INPUT_INVALID');
    await first.refused(instances.get, { id: '42' }, 'INPUT_INVALID');
    await first.refused(events.list, { since: '7' }, 'INPUT_INVALID');
  },

  'a plan that is not there is refused by its name': async ({ first, request }) => {
    for (const plan of ['no-such-plan', 'constructor', '__proto__']) {
      const { data } = await first.refused(instances.create, request({ plan }), 'PLAN_UNKNOWN');
      demandEqual(data, { plan }, 'data');
    }
  },

  'a plan is refused to whom it is not for, and nothing is made': async ({ third, request }) => {
    await third.refused(instances.create, request(), 'PLAN_FORBIDDEN', 'ACCOUNT_MISSING');
    const { instances: all } = await third.get(instances.list, { limit: 100 });
    demandEqual(
      all.filter(({ role }) => role === 'owner'),
      [],
      'what the third person owns',
    );
  },

  'a dataset that is not there is refused': async ({ first, request }) => {
    const { headers, body } = request();
    const data = ['10.5072/no-such-dataset'];
    await first.refused(
      instances.create,
      { headers, body: { ...body, data } },
      'DATASET_NOT_FOUND',
      'DATASET_FORBIDDEN',
    );
  },

  'whoever has no part in an instance is told the same as if it were not there': async (run) => {
    const { id, name } = await run.shared();
    for (const [asked, ask] of Object.entries(asStranger)) {
      const told = (about: string) => ask(run, about).then(withoutTrace, unlessNotOffered);
      demandEqual(await told(id), await told(unknown), `what a stranger is told by ${asked}`);
    }
    const { name: after, state } = await run.first.get(instances.get, { id });
    demandEqual([after, state], [name, 'ready'], 'the instance, after all that,');
    const { instances: all } = await run.second.get(instances.list, { limit: 100 });
    demandEqual(
      all.filter((one) => one.id === id),
      [],
      'the list of a stranger, without it,',
    );
  },
});

const endsAt = '2999-01-01T00:00:00Z';
const code = 'INSTANCE_NOT_FOUND';

/** All that the second person can ask about an instance of the first. */
const asStranger: Record<string, (run: Run, id: string) => Promise<{ traceId: string }>> = {
  get: ({ second }, id) => second.refused(instances.get, { id }, code),
  rename: ({ second }, id) => second.refused(instances.rename, { id, name: 'mine' }, code),
  start: ({ second }, id) => second.refused(instances.start, { id }, code),
  stop: ({ second }, id) => second.refused(instances.stop, { id }, code),
  restart: ({ second }, id) => second.refused(instances.restart, { id, interface: 'nothing' }, code),
  extend: ({ second }, id) => second.refused(instances.extend, { id, endsAt }, code),
  delete: ({ second }, id) => second.refused(instances.delete, { id }, code),
  log: ({ second }, id) => second.refused(instances.log, { id }, code),
  picture: ({ second }, id) => second.refused(instances.picture, { id }, code),
  'its members': ({ second }, id) => second.refused(members.list, { instance: id }, code),
  'an invitation': ({ second }, id) => second.refused(members.invite, { instance: id, role: 'viewer' }, code),
  'taking one back': ({ second }, id) => second.refused(members.revoke, { instance: id, invitation: unknown }, code),
  'changing a role': ({ second }, id) =>
    second.refused(members.changeRole, { instance: id, person: unknown, role: 'viewer' }, code),
  'removing a member': ({ second }, id) => second.refused(members.remove, { instance: id, person: unknown }, code),
  'setting who may go on': ({ second }, id) => second.refused(members.setAway, { instance: id, away: 'allow' }, code),
  'taking control': ({ second }, id) => second.refused(members.control, { instance: id, act: 'take' }, code),
  'its events': ({ second }, id) => second.refused(events.list, { instance: id }, code),
  'its stream': ({ second }, id) => second.refused(events.stream, { instance: id }, code),
  'a ticket': ({ second }, id) => second.refused(access.ticket, { instance: id, interface: 'nothing' }, code),
};

function withoutTrace({ traceId: _, ...body }: { traceId: string }): object {
  return body;
}

/** What the facility does without, it does without for everybody. */
function unlessNotOffered(error: unknown): object {
  if (error instanceof NotOffered) return { code: 'NOT_OFFERED' };
  throw error;
}

export const facts: Fact[] = [...factsOf(group, 'compute', Object.fromEntries(bodies)), ...forms];
