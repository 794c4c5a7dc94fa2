import { api } from '../../v1/api.ts';
import { refusalOf, successOf } from '../caller.ts';
import { demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';
import { all, forMachines, forPersons } from '../operation.ts';
import type { Run } from '../run.ts';
import { seconds } from '../tokens.ts';
import { type Forgery, forgeries } from './forgeries.ts';

const group = 'tokens';

/** Each is shown where a person's token is needed, and where none is. */
const refused = Object.entries(forgeries).map(([name, forge]): [string, Fact['check']] => [
  `refused is ${name}`,
  async (run) => {
    for (const path of ['/v1/me', '/v1/facility']) refusalOf(await show(run, forge, path), ['UNAUTHENTICATED']);
  },
]);

async function show(run: Run, forge: Forgery, path: string) {
  const { headers, query = '' } = forge(run);
  return run.send({ method: 'GET', path: `${path}${query}`, headers });
}

const others = factsOf(group, 'everywhere', {
  'a good token names a person': async ({ first, issuer }) => {
    const { person } = await first.get(api.me.get, undefined);
    demandEqual(person.name, issuer.persons.first.name, 'the name of who calls');
  },

  'nothing but the token names a person': async ({ first, issuer }) => {
    const spoofed: [string, string][] = ['x-remote-user', 'remote-user', 'x-forwarded-user', 'sub'].map((name) => [
      name,
      issuer.persons.second.sub,
    ]);
    const answer = successOf(api.me.get, await first.ask(api.me.get, undefined, spoofed));
    demandEqual(answer.person.name, issuer.persons.first.name, 'the name of who calls');
  },

  'no token is refused wherever one is needed, before the input is looked at': async ({ send }) => {
    const closed = all.filter(({ operation }) =>
      [...forPersons.map((one) => one.operation), ...forMachines].includes(operation),
    );
    for (const { operation } of closed) {
      const { method = 'POST', path = '/' } = operation['~orpc'].route;
      const filled = `/v1${path.replace(/\{\w+\}/g, 'a123456789012345')}`;
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: '{"nothing":"of the contract"}' };
      const json: [string, string][] = 'body' in body ? [['content-type', 'application/json']] : [];
      refusalOf(await send({ method, path: filled, headers: json, ...body }), ['UNAUTHENTICATED'], operation);
    }
  },

  'a token in an address or a cookie is none': async ({ send, tokens, issuer }) => {
    const token = tokens.ofPerson(issuer.persons.first);
    const path = `/v1/me?access_token=${token}&token=${token}`;
    const cookies: [string, string] = ['cookie', `token=${token}; access_token=${token}; __Host-atrium=${token}`];
    refusalOf(await send({ method: 'GET', path, headers: [cookies] }), ['UNAUTHENTICATED']);
  },

  'two tokens are none, whichever is good': async ({ send, tokens, issuer }) => {
    const good = `Bearer ${tokens.ofPerson(issuer.persons.first)}`;
    for (const both of [
      [good, 'Bearer x'],
      ['Bearer x', good],
      [good, good],
    ]) {
      const headers = both.map((value): [string, string] => ['authorization', value]);
      refusalOf(await send({ method: 'GET', path: '/v1/me', headers }), ['UNAUTHENTICATED']);
    }
  },

  "a machine's token is refused where a person's is needed": async ({ send, tokens }) => {
    for (const { operation } of forPersons) {
      const { method = 'POST', path = '/' } = operation['~orpc'].route;
      const hasBody = method !== 'GET' && method !== 'DELETE';
      const headers: [string, string][] = [['authorization', `Bearer ${tokens.ofMachine()}`]];
      if (hasBody) headers.push(['content-type', 'application/json']);
      const filled = `/v1${path.replace(/\{\w+\}/g, 'a123456789012345')}`;
      refusalOf(
        await send({ method, path: filled, headers, ...(hasBody ? { body: '{}' } : {}) }),
        ['SCOPE_INSUFFICIENT'],
        operation,
      );
    }
  },

  "a person's token is refused where a machine's is needed": async ({ first }) => {
    await first.refused(api.access.endLogin, { login: 'a login' }, 'SCOPE_INSUFFICIENT');
    await first.refused(api.access.endPerson, { idp: 'https://login.example', sub: 'x' }, 'SCOPE_INSUFFICIENT');
    await first.refused(api.access.logins, { since: new Date().toISOString() }, 'SCOPE_INSUFFICIENT');
  },

  "a token is good for one change, a machine's as a person's": async ({ callerWith, tokens, issuer }) => {
    const machineToken = tokens.ofMachine();
    const machine = callerWith(() => machineToken);
    await machine.get(api.access.endLogin, { login: 'a login that was never there' });
    await machine.refused(api.access.endLogin, { login: 'a login that was never there' }, 'TOKEN_REPLAYED');
    const personToken = tokens.ofPerson(issuer.persons.first);
    const person = callerWith(() => personToken);
    const code = 'x'.repeat(43);
    await person.refused(api.members.look, { code }, 'INVITATION_NOT_FOUND', 'NOT_OFFERED');
    await person.refused(api.members.decline, { code }, 'TOKEN_REPLAYED');
  },

  'a token that has made a change still reads, any number of times': async ({ callerWith, tokens, issuer }) => {
    const token = tokens.ofPerson(issuer.persons.first);
    const person = callerWith(() => token);
    await person.ask(api.members.look, { code: 'x'.repeat(43) });
    for (let times = 0; times < 3; times++) await person.get(api.me.get, undefined);
  },

  'a token of the key that signs next is taken': async ({ callerWith, tokens, issuer: { keys, persons } }) => {
    const next = callerWith(() => tokens.sign(tokens.personClaims(persons.first), {}, keys.next));
    await next.get(api.me.get, undefined);
  },

  'clocks may be 25 s apart': async ({ callerWith, tokens, issuer }) => {
    const now = seconds();
    for (const times of [{ iat: now - 200, exp: now - 25 }, { iat: now + 25, exp: now + 200 }, { nbf: now + 25 }]) {
      await callerWith(() => tokens.ofPerson(issuer.persons.first, times)).get(api.me.get, undefined);
    }
  },

  'a token lives for 300 s at most, and may': async ({ callerWith, tokens, issuer }) => {
    const now = seconds();
    const person = callerWith(() => tokens.ofPerson(issuer.persons.first, { iat: now, exp: now + 300 }));
    await person.get(api.me.get, undefined);
  },

  'what may be absent may be': async ({ callerWith, tokens, issuer }) => {
    const optional = {
      name: undefined,
      org: undefined,
      entitlements: undefined,
      affiliation: undefined,
      assurance: undefined,
    };
    await callerWith(() => tokens.ofPerson(issuer.persons.first, optional)).get(api.me.get, undefined);
  },
});

export const facts: Fact[] = [...others, ...factsOf(group, 'everywhere', Object.fromEntries(refused))];
