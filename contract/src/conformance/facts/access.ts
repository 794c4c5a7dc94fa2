import { randomUUID } from 'node:crypto';
import { api } from '../../v1/api.ts';
import { demand, demandEqual } from '../expectation.ts';
import { type Fact, factsOf } from '../fact.ts';
import { seconds } from '../tokens.ts';

const { access, instances } = api;
const group = 'access';

const compute = factsOf(group, 'compute', {
  'a ticket is minted for who may enter, for half a minute': async ({ first, shared, url }) => {
    const { id, interfaces } = await shared();
    const open = interfaces.find(({ state }) => state === 'ready');
    const { address, ticket, expiresAt } = await first.get(access.ticket, {
      instance: id,
      interface: open?.name ?? '',
    });
    demand(ticket.length >= 43, 'a ticket of 256 bits', `${ticket.length} characters`);
    const left = Date.parse(expiresAt) - Date.now();
    demand(left > 0 && left < 60_000, 'an end within half a minute', expiresAt);
    demand(new URL(address).hostname !== new URL(url).hostname, 'a host that is not the API’s', address);
    demand(!address.includes(ticket), 'an address without the ticket in it');
  },

  'each ticket is another': async ({ first, shared }) => {
    const { id, interfaces } = await shared();
    const asked = { instance: id, interface: interfaces[0]?.name ?? '' };
    const [one, other] = [await first.get(access.ticket, asked), await first.get(access.ticket, asked)];
    demand(one.ticket !== other.ticket, 'another ticket');
    demandEqual(one.address, other.address, 'the address');
  },

  'there is no ticket for an interface that is not there': async ({ first, shared }) => {
    const { id } = await shared();
    await first.refused(access.ticket, { instance: id, interface: 'no-such-interface' }, 'INTERFACE_UNKNOWN');
  },

  'there is no ticket for whoever has no part in the instance': async ({ second, third, shared }) => {
    const { id, interfaces } = await shared();
    for (const caller of [second, third]) {
      const asked = { instance: id, interface: interfaces[0]?.name ?? '' };
      await caller.refused(access.ticket, asked, 'INSTANCE_NOT_FOUND');
    }
  },

  'there is no ticket for what does not run': async ({ first, ready, end }) => {
    const { id, interfaces } = await ready(first);
    await end(first, id);
    const asked = { instance: id, interface: interfaces[0]?.name ?? '' };
    await first.refused(access.ticket, asked, 'INTERFACE_NOT_READY');
    demandEqual((await first.get(instances.get, { id })).connections, 0, 'its connections');
  },
});

const everywhere = factsOf(group, 'everywhere', {
  'to end what is not open is no error': async ({ machine, issuer }) => {
    const { ended } = await machine.get(access.endLogin, { login: 'a login that opened nothing' });
    demandEqual(ended, 0, 'ended');
    const nobody = { idp: issuer.identityProvider, sub: 'nobody@conformance.example' };
    demandEqual((await machine.get(access.endPerson, nobody)).ended, 0, 'ended');
  },

  'it tells when logins were last used, in the time that was asked about': async ({ machine }) => {
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const { logins } = await machine.get(access.logins, { since });
    for (const { lastInputAt } of logins) demand(lastInputAt >= since, `a time from ${since} on`, lastInputAt);
    await machine.refused(access.logins, { since: 'yesterday' }, 'INPUT_INVALID');
  },

  'when a person is ended, so are the tokens from before': async ({ machine, callerWith, tokens, issuer }) => {
    const sub = `${randomUUID()}@conformance.example`;
    const somebody = { ...issuer.persons.third, sub };
    const signed = (ago: number) => callerWith(() => tokens.ofPerson(somebody, { iat: seconds() - ago }));
    await signed(10).get(api.me.get, undefined);
    await machine.get(access.endPerson, { idp: issuer.identityProvider, sub });
    await signed(10).refused(api.me.get, undefined, 'UNAUTHENTICATED');
    await signed(-3).get(api.me.get, undefined);
  },

  'a login that has ended is one no more': async ({ machine, callerWith, tokens, issuer }) => {
    const login = `login ${randomUUID()}`;
    const person = callerWith(() => tokens.ofPerson(issuer.persons.first, { sid: login }));
    await person.get(api.me.get, undefined);
    await machine.get(access.endLogin, { login });
    await person.refused(api.me.get, undefined, 'UNAUTHENTICATED');
  },
});

export const facts: Fact[] = [...compute, ...everywhere];
