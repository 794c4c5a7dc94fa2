import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { ORPCError } from '@orpc/client';
import { type Activity, type Change, change } from '../../gateway/api.ts';
import { createGatewayClient, type GatewayClient } from '../../gateway/client.ts';
import { api } from '../../v1/api.ts';
import { fitting } from '../caller.ts';
import { demand, demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';
import type { Run } from '../run.ts';
import { openStream } from '../stream.ts';

const { access, instances } = api;

export const facts: Fact[] = factsOf('gateway', 'gateway', {
  'nobody but a gateway is answered': async (run) => {
    const shown = [run.tokens.ofMachine(), run.tokens.ofPerson(run.issuer.persons.first), 'x'.repeat(43), ''];
    for (const key of shown) {
      const stranger = createGatewayClient({ url: run.url, key });
      await demandRefused(
        stranger.redeem({ host: 'x.example', ticket: 'x', cookieHash: mintHash() }),
        'UNAUTHENTICATED',
      );
      await demandRefused(stranger.recall({ host: 'x.example', cookieHash: mintHash() }), 'UNAUTHENTICATED');
      await demandRefused(stranger.report({ grants: [] }), 'UNAUTHENTICATED');
      await demandRefused(stranger.changes(), 'UNAUTHENTICATED');
    }
  },

  'a ticket begins a grant of its person, at its host, until the login ends': async (run) => {
    const { login, person, instance, host, ticket } = await visit(run);
    const { id, name } = instance;
    const cookieHash = mintHash();
    const grant = await gatewayOf(run).redeem({ host, ticket, cookieHash });
    demandEqual([grant.host, grant.cookieHash, grant.login], [host, cookieHash, login], 'host, cookie and login');
    demandEqual(grant.person.id, (await person.get(api.me.get, undefined)).person.id, 'whose it is');
    demandEqual([grant.instance.id, grant.instance.name], [id, name], 'the instance');
    demandEqual([grant.role, grant.ready], ['owner', true], 'the role, and whether it answers');
    const left = Date.parse(grant.endsAt) - Date.now();
    demand(left > 7 * 3_600_000 && left < 9 * 3_600_000, 'the end of the login', grant.endsAt);
  },

  'of twenty who show one ticket at once, one gets in': async (run) => {
    const { host, ticket } = await visit(run);
    const gateway = gatewayOf(run);
    const redeem = () => gateway.redeem({ host, ticket, cookieHash: mintHash() });
    const answers = await Promise.allSettled(Array.from({ length: 20 }, redeem));
    demandEqual(answers.filter(({ status }) => status === 'fulfilled').length, 1, 'how many got in');
    await demandRefused(redeem(), 'TICKET_REFUSED');
  },

  'a ticket that was shown at another host is burnt': async (run) => {
    const { host, ticket } = await visit(run);
    const gateway = gatewayOf(run);
    const elsewhere = host.replace(/^[^.]+/, 'a'.repeat(26));
    await demandRefused(gateway.redeem({ host: elsewhere, ticket, cookieHash: mintHash() }), 'TICKET_REFUSED');
    await demandRefused(gateway.redeem({ host, ticket, cookieHash: mintHash() }), 'TICKET_REFUSED');
  },

  'a new ticket voids the unused one before it': async (run) => {
    const { host, ticket, again } = await visit(run);
    const gateway = gatewayOf(run);
    const newer = await again();
    await demandRefused(gateway.redeem({ host, ticket, cookieHash: mintHash() }), 'TICKET_REFUSED');
    await gateway.redeem({ host, ticket: newer, cookieHash: mintHash() });
  },

  'a grant is recalled by its cookie, at its host, and by nothing else': async (run) => {
    const { gateway, host, cookieHash, grant } = await enter(run);
    demandEqual((await gateway.recall({ host, cookieHash })).id, grant.id, 'the grant');
    await demandRefused(gateway.recall({ host, cookieHash: mintHash() }), 'ACCESS_ENDED');
    const elsewhere = host.replace(/^[^.]+/, 'a'.repeat(26));
    await demandRefused(gateway.recall({ host: elsewhere, cookieHash }), 'ACCESS_ENDED');
  },

  'when a login ends, so does what it has opened, and what it could still open': async (run) => {
    const { gateway, host, cookieHash, grant, login, again } = await enter(run);
    const unused = await again();
    await following(run, async ({ until }) => {
      const { ended } = await run.machine.get(access.endLogin, { login });
      demandEqual(ended, 1, 'how many grants were ended');
      demandEqual((await until(isEnd(grant.id))).reason, 'LOGIN_OVER', 'why it is over');
    });
    await demandRefused(gateway.recall({ host, cookieHash }), 'ACCESS_ENDED');
    await demandRefused(gateway.redeem({ host, ticket: unused, cookieHash: mintHash() }), 'TICKET_REFUSED');
    demandEqual(await gateway.report({ grants: [activity(grant.id)] }), { over: [grant.id] }, 'what is over');
  },

  'when an instance is over, so are its grants': async (run) => {
    const { gateway, host, cookieHash, grant, instance, person } = await enter(run);
    await following(run, async ({ until }) => {
      await run.end(person, instance.id);
      demandEqual((await until(isEnd(grant.id))).reason, 'INSTANCE_OVER', 'why it is over');
    });
    await demandRefused(gateway.recall({ host, cookieHash }), 'ACCESS_ENDED');
  },

  'a gateway is told when an interface is away, and when it is back': async (run) => {
    const { grant, instance, person } = await enter(run);
    const isNow = (ready: boolean) => (one: Change) =>
      one.kind === 'changed' && one.grant.id === grant.id && one.grant.ready === ready ? one : undefined;
    await following(run, async ({ until }) => {
      await person.get(instances.stop, { id: instance.id });
      await until(isNow(false));
      await run.until(person, instance.id, 'stopped');
      await person.get(instances.start, { id: instance.id });
      await until(isNow(true));
    });
  },

  'a gateway that comes back hears what it has missed, and that once': async (run) => {
    const { grant, instance, person } = await enter(run);
    const rename = (name: string) => person.get(instances.rename, { id: instance.id, name });
    const isNamed = (name: string) => (one: Change) =>
      one.kind === 'changed' && one.grant.id === grant.id && one.grant.instance.name === name ? one : undefined;
    let seen: string | undefined;
    await following(run, async ({ until, cursor }) => {
      await rename('seen');
      await until(isNamed('seen'));
      seen = cursor();
    });
    await rename('missed');
    const resumed = async ({ until, cursor }: Stream) => {
      const { grant: next } = await until((one) => (one.kind === 'changed' ? one : undefined));
      demandEqual([next.id, next.instance.name], [grant.id, 'missed'], 'the first that is told');
      demand(cursor() !== seen, 'a change that was not told before', cursor());
    };
    await following(run, resumed, seen);
  },

  'what gateways say of grants is shown': async (run) => {
    const { gateway, grant, instance, person, login } = await enter(run);
    const lastInputAt = new Date().toISOString();
    const said = { ...activity(grant.id), connections: 2, lastInputAt };
    demandEqual(await gateway.report({ grants: [said] }), { over: [] }, 'what is over');
    const seen = await person.get(instances.get, { id: instance.id });
    demandEqual([seen.connections, seen.lastInputAt], [2, lastInputAt], 'connections and last input');
    const { logins } = await run.machine.get(access.logins, { since: lastInputAt });
    demandEqual(logins.find((one) => one.login === login)?.lastInputAt, lastInputAt, 'when the login was used');
  },
});

const mintHash = () => createHash('sha256').update(randomBytes(32)).digest('base64url');
const gatewayOf = ({ url, gatewayKey = '' }: Run): GatewayClient => createGatewayClient({ url, key: gatewayKey });

function activity(id: string): Activity {
  return { id, connections: 0, bytesToPerson: 0, bytesFromPerson: 0, lastInputAt: null };
}

function isEnd(id: string) {
  return (one: Change) => (one.kind === 'ended' && one.id === id ? one : undefined);
}

/** The first person, by a login of its own, with a ready instance and a ticket to the first of its interfaces. */
async function visit(run: Run) {
  const login = `login ${randomUUID()}`;
  const person = run.callerWith(() => run.tokens.ofPerson(run.issuer.persons.first, { sid: login }));
  const instance = await run.ready(run.first);
  const { name = '' } = instance.interfaces.find(({ state }) => state === 'ready') ?? {};
  const mint = () => person.get(access.ticket, { instance: instance.id, interface: name });
  const { address, ticket } = await mint();
  return { login, person, instance, host: new URL(address).host, ticket, again: async () => (await mint()).ticket };
}

/** The same, let in. */
async function enter(run: Run) {
  const visitor = await visit(run);
  const gateway = gatewayOf(run);
  const cookieHash = mintHash();
  const grant = await gateway.redeem({ host: visitor.host, ticket: visitor.ticket, cookieHash });
  return { ...visitor, gateway, cookieHash, grant };
}

type Stream = {
  /** The next change that is looked for. */
  until: <Found>(find: (one: Change) => Found | undefined) => Promise<Found>;
  /** Of the last change that was read. */
  cursor: () => string | undefined;
};

/** Does something while the changes are followed, of which the first says so. */
async function following(run: Run, act: (stream: Stream) => Promise<void>, lastEventId?: string): Promise<void> {
  const { url, gatewayKey, patienceMs } = run;
  const headers: [string, string][] = [['authorization', `Bearer ${gatewayKey}`]];
  if (lastEventId !== undefined) headers.push(['last-event-id', lastEventId]);
  const changes = await openStream(url, { method: 'GET', path: '/gateway/changes', headers }, patienceMs);
  const late = Date.now() + patienceMs;
  let cursor: string | undefined;

  async function until<Found>(find: (one: Change) => Found | undefined): Promise<Found> {
    for (;;) {
      const message = await changes.next();
      demand(message?.event === 'message' && Date.now() < late, 'the change that is looked for', message ?? 'the end');
      cursor = message.id ?? cursor;
      const found = find(fitting(change, JSON.parse(message.data), 'the change'));
      if (found !== undefined) return found;
    }
  }

  try {
    const { kind } = await until((one) => one);
    demandEqual(kind, 'following', 'the first change');
    await act({ until, cursor: () => cursor });
  } finally {
    changes.close();
  }
}

async function demandRefused(answer: Promise<unknown>, code: string): Promise<void> {
  const refusal = await answer.then(
    () => 'no refusal',
    (error: unknown) => (error instanceof ORPCError ? error.code : Promise.reject(error)),
  );
  demandEqual(refusal, code, 'the code');
}
