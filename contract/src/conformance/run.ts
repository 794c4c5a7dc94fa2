import { randomUUID } from 'node:crypto';
import { api } from '../v1/api.ts';
import type { InstanceEvent } from '../v1/events.ts';
import type { FacilityDescription } from '../v1/facility.ts';
import { type Instance, states } from '../v1/instances.ts';
import { type Caller, createCaller } from './caller.ts';
import { type Exchange, exchangeOf } from './exchange.ts';
import { demand } from './expectation.ts';
import type { Issuer } from './issuer.ts';
import { createTokens } from './tokens.ts';
import { type Answer, type Sent, send } from './wire.ts';

export type Settings = {
  /** Where the connector is: the address before `/v1`. */
  url: string;
  /** What it is called in tokens. */
  audience: string;
  issuer: Issuer;
  /** A plan that the first two persons may start and the third may not; unset: the first that is free for the first. */
  plan?: string | undefined;
  /** What the facility's gateways show to its connector; unset: what they ask is left out. */
  gatewayKey?: string | undefined;
  /** How long an instance may take from one state to the next. */
  patienceMs?: number;
  /** How often it is asked meanwhile. */
  askAgainMs?: number;
};

export type Run = Awaited<ReturnType<typeof createRun>>;

/** What facts are given: people who call, and instances that are gone when the fact is over. */
export async function createRun({
  url,
  audience,
  issuer,
  plan: asked,
  patienceMs = 120_000,
  askAgainMs = 200,
  gatewayKey,
}: Settings) {
  const tokens = createTokens(issuer, audience);
  let exchanges: Exchange[] = [];
  const made: { owner: Caller; id: string }[] = [];
  let kept: Promise<Instance> | undefined;

  async function sendAndNote(sent: Sent): Promise<Answer> {
    try {
      const answer = await send(url, sent);
      exchanges.push(exchangeOf(sent, answer));
      return answer;
    } catch (error) {
      exchanges.push(exchangeOf(sent, `no answer: ${(error as Error).message}`));
      throw error;
    }
  }

  const callerWith = (token: () => string | undefined) => createCaller(sendAndNote, token);
  const { first, second, third } = issuer.persons;
  const callers = {
    first: callerWith(() => tokens.ofPerson(first)),
    second: callerWith(() => tokens.ofPerson(second)),
    third: callerWith(() => tokens.ofPerson(third)),
    machine: callerWith(() => tokens.ofMachine()),
    nobody: callerWith(() => undefined),
  };

  const facility: FacilityDescription = await callers.nobody.get(api.facility.get, undefined);
  await demandTrust(callers.first, issuer, audience);
  const plan = facility.capabilities.compute ? await choosePlan(callers.first, asked) : (asked ?? 'nothing-small');

  function request(changes: { name?: string; key?: string; plan?: string; lifetimeSeconds?: number } = {}) {
    const { key = randomUUID(), ...body } = changes;
    return { headers: { 'idempotency-key': key }, body: { plan, name: 'conformance', ...body } };
  }

  /** A new instance, which is ended when the fact is over. */
  async function create(owner: Caller, changes: Parameters<typeof request>[0] = {}): Promise<Instance> {
    const instance = await owner.get(api.instances.create, request(changes));
    made.push({ owner, id: instance.id });
    return instance;
  }

  /** As it is when it has come into this state. */
  async function until(owner: Caller, id: string, state: string): Promise<Instance> {
    const late = Date.now() + patienceMs;
    for (;;) {
      const instance = await owner.get(api.instances.get, { id });
      if (instance.state === state) return instance;
      demand((states as readonly string[]).includes(instance.state), 'a state of the contract', instance.state);
      const isOver = ['failed', 'ended'].includes(instance.state);
      demand(!isOver && Date.now() < late, `${id} to become ${state}`, { state: instance.state, ...instance.reason });
      await pause(askAgainMs);
    }
  }

  /** Its whole log, as soon as that tells of this state: a log may follow a moment later. */
  async function logOf(owner: Caller, id: string, state: string): Promise<InstanceEvent[]> {
    const late = Date.now() + patienceMs;
    for (;;) {
      const { events } = await owner.get(api.events.list, { instance: id, limit: 500 });
      if (events.at(-1)?.state === state) return events;
      demand(Date.now() < late, `the last event of the log to be of ${state}`, events.at(-1) ?? 'an empty log');
      await pause(askAgainMs);
    }
  }

  const ready = async (owner: Caller, changes: Parameters<typeof request>[0] = {}) =>
    until(owner, (await create(owner, changes)).id, 'ready');

  /** One of the first person that many facts look at, and none changes. */
  function shared(): Promise<Instance> {
    kept ??= callers.first
      .get(api.instances.create, request({ name: 'shared' }))
      .then(({ id }) => until(callers.first, id, 'ready'));
    kept.catch(() => {
      kept = undefined;
    });
    return kept;
  }

  async function end(owner: Caller, id: string): Promise<void> {
    await owner.get(api.instances.delete, { id });
    const { state } = await owner.get(api.instances.get, { id });
    if (state !== 'failed') await until(owner, id, 'ended');
  }

  /** Ends what the last fact has made. */
  async function tidy(): Promise<void> {
    for (const { owner, id } of made.splice(0)) await remove(owner, id);
  }

  /** As far as that goes: whether it can be ended as the contract says is for facts to say. */
  async function remove(owner: Caller, id: string): Promise<void> {
    await owner.ask(api.instances.delete, { id });
    const late = Date.now() + patienceMs;
    while (Date.now() < late) {
      const { state = 'ended' } = await looselyFrom(owner.ask(api.instances.get, { id }));
      if (state === 'ended' || state === 'failed') return;
      await pause(askAgainMs);
    }
  }

  /** Ends all that these people have here, also of a run that was broken off. */
  async function clear(): Promise<void> {
    if (!facility.capabilities.compute) return;
    for (const owner of [callers.first, callers.second]) {
      const { instances = [] } = await looselyFrom(owner.ask(api.instances.list, { over: 'exclude', limit: 100 }));
      for (const { id, role } of instances) if (role === 'owner') await remove(owner, id);
    }
  }

  return {
    ...callers,
    ...{ url, audience, issuer, tokens, facility, plan, patienceMs, gatewayKey },
    ...{ send: sendAndNote, callerWith, request, create, until, ready, shared, logOf, end, tidy, clear },
    /** What was said since it was asked last. */
    said: () => {
      const all = exchanges;
      exchanges = [];
      return all;
    },
  };
}

/** Before all else: without this every fact would fail, for one reason. */
async function demandTrust(first: Caller, { issuer, keysUrl, identityProvider }: Issuer, audience: string) {
  const { status } = await first.ask(api.me.get, undefined);
  if (status === 200) return;
  throw new Error(
    `the connector answers ${status} to a good token. Does it trust the issuer ${issuer}, reach the keys at ${keysUrl} (atrium conformance init serves them), take ${audience} for its audience and ${identityProvider} for an identity provider?`,
  );
}

async function choosePlan(first: Caller, asked: string | undefined): Promise<string> {
  const { plans } = await first.get(api.plans.list, { data: [] });
  const free = plans.filter(({ availability }) => availability.is === 'now' || availability.is === 'queued');
  const chosen = asked === undefined ? free[0] : free.find(({ id }) => id === asked);
  if (chosen) return chosen.id;
  const offered = plans.map(({ id, availability }) => `${id} (${availability.is})`).join(', ');
  throw new Error(
    `the first person can start no plan${asked ? ` ${asked}` : ''}; the facility lists ${offered || 'none'}`,
  );
}

/** What is there of it, of whatever shape. */
async function looselyFrom(answer: Promise<Answer>): Promise<{ state?: string; instances?: Instance[] }> {
  try {
    return JSON.parse((await answer).text);
  } catch {
    return {};
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
