import { randomUUID } from 'node:crypto';
import { api } from '../../v1/api.ts';
import { refusalOf, successOf } from '../caller.ts';
import { demand, demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';
import { requestOf } from '../operation.ts';

const { create } = api.instances;

export const facts: Fact[] = factsOf('idempotency', 'compute', {
  'the same request again has the first answer, and makes nothing': async ({ first, create: make }) => {
    const key = randomUUID();
    const [one, again] = [await make(first, { key, name: 'once' }), await make(first, { key, name: 'once' })];
    demandEqual([again.id, again.createdAt], [one.id, one.createdAt], 'what the second answer names');
    const { instances } = await first.get(api.instances.list, { over: 'exclude', limit: 100 });
    demandEqual(instances.filter(({ name }) => name === 'once').length, 1, 'the number of instances');
  },

  'ten at the same moment are one': async ({ first, create: make }) => {
    const key = randomUUID();
    const made = await Promise.all(Array.from({ length: 10 }, () => make(first, { key })));
    demandEqual(new Set(made.map(({ id }) => id)).size, 1, 'the number of instances');
  },

  'a key with another body is refused': async ({ first, create: make, request }) => {
    const key = randomUUID();
    const { id } = await make(first, { key, name: 'one' });
    await first.refused(create, request({ key, name: 'other' }), 'IDEMPOTENCY_KEY_REUSED');
    demandEqual((await first.get(api.instances.get, { id })).name, 'one', 'the name of the first');
  },

  "another person's key is another key": async ({ first, second, create: make }) => {
    const key = randomUUID();
    const [mine, theirs] = [await make(first, { key }), await make(second, { key })];
    demand(mine.id !== theirs.id, 'an instance of their own', theirs.id);
    demandEqual(theirs.role, 'owner', 'what the second is on it');
  },

  'a refused request leaves no key': async ({ first, create: make, request }) => {
    const key = randomUUID();
    await first.refused(create, request({ key, plan: 'no-such-plan' }), 'PLAN_UNKNOWN');
    await make(first, { key });
  },

  'the answer stays the first one when the instance has changed': async ({ first, create: make }) => {
    const key = randomUUID();
    const { id } = await make(first, { key, name: 'before' });
    await first.get(api.instances.rename, { id, name: 'after' });
    const again = await make(first, { key, name: 'before' });
    demandEqual([again.id, again.name], [id, 'before'], 'the first answer');
  },

  'a request without a key, or with one too short or too long, is refused': async ({
    first,
    send,
    tokens,
    issuer,
    request,
  }) => {
    const { path, method, body = '' } = requestOf(create, request());
    const authorization: [string, string] = ['authorization', `Bearer ${tokens.ofPerson(issuer.persons.first)}`];
    const headers: [string, string][] = [authorization, ['content-type', 'application/json']];
    refusalOf(await send({ method, path, headers, body }), ['INPUT_INVALID'], create);
    for (const key of ['short', 'x'.repeat(129)]) await first.refused(create, request({ key }), 'INPUT_INVALID');
  },

  'the second of two needs a token of its own': async ({ callerWith, tokens, issuer, request, first, end }) => {
    const token = tokens.ofPerson(issuer.persons.first);
    const person = callerWith(() => token);
    const asked = request();
    const { id } = successOf(create, await person.ask(create, asked));
    await person.refused(create, asked, 'TOKEN_REPLAYED');
    demandEqual((await first.get(create, asked)).id, id, 'the first, for a new token,');
    await end(first, id);
  },
});
