import { readFileSync } from 'node:fs';
import {
  datasetNotFound,
  facilityBroken,
  facilitySilent,
  instanceNotFound,
  invitationNotFound,
  notOffered,
} from '@atrium/contract/errors';
import { api as contract } from '@atrium/contract/v1/api';
import type { Instance } from '@atrium/contract/v1/instances';
import type { People } from '@atrium/contract/v1/members';
import { implement } from '@orpc/server';
import { instance, logOf } from './instances.ts';
import { environments } from './offers.ts';
import { alone, changePeople, collaboratorCode, madeUpCode, miraId } from './people.ts';
import type { World } from './world.ts';

const picture = new File([readFileSync(new URL('desktop.jpg', import.meta.url))], 'desktop.jpg', {
  type: 'image/jpeg',
});

/** What a facility answers through the relay: the Common API over the made-up world. */
export function facilityRoutes(
  world: World,
  tell: (facility: string, instance: string | null) => void,
  doorUrl: () => string,
) {
  const v1 = implement(contract)
    .$context<{ facility: string }>()
    .use(({ context, next }) => {
      const since = world.silent[context.facility];
      if (world.broken.includes(context.facility)) throw facilityBroken({ facility: context.facility });
      if (since) throw facilitySilent({ facility: context.facility, since });
      return next();
    });

  const found = (facility: string, id: string): Instance => {
    const one = world.instances[facility]?.find((instance) => instance.id === id);
    if (!one) throw instanceNotFound();
    return one;
  };
  /** Changes one, as a facility would, and tells of it. */
  const changed = (facility: string, id: string, change: Partial<Instance>): Instance => {
    const one = Object.assign(found(facility, id), change);
    tell(facility, id);
    return one;
  };
  const peopleOf = (facility: string, id: string): People => {
    const one = found(facility, id);
    world.people[id] ??= alone(one);
    return world.people[id];
  };
  const lookAt = (facility: string, code: string) => {
    world.admitLook();
    const [first] = world.instances[facility] ?? [];
    const role = { [madeUpCode]: 'viewer' as const, [collaboratorCode]: 'collaborator' as const }[code];
    if (!role || !first) throw invitationNotFound();
    return {
      instance: { name: first.name, environment: first.environment.name },
      owner: { name: first.owner.name, organisation: 'University of Examples' },
      facility: world.facilities.find(({ id }) => id === facility)?.name ?? facility,
      role,
      interfaces: role === 'viewer' ? ['Desktop'] : ['Desktop', 'JupyterLab'],
      note: 'Have a look at the mask with me',
      expiresAt: '2026-12-01T10:00:00.000Z',
    };
  };
  const unused = () => {
    throw notOffered();
  };

  return v1.router({
    facility: {
      get: v1.facility.get.handler(({ context }) => {
        const one = world.facilities.find(({ id }) => id === context.facility);
        if (!one) throw notOffered();
        return world.describe(one);
      }),
    },
    me: {
      get: v1.me.get.handler(() => ({
        person: { id: miraId, name: world.me?.name ?? '' },
        account: { name: 'u1042', provedBy: 'rule' },
        rights: ['user'],
        proposals: [],
        limits: [
          { level: 'group', group: 'Team HE-4471', resource: 'cores', max: 64, used: 40, held: 8 },
          { level: 'person', group: null, resource: 'instances', max: 4, used: 2, held: 0 },
          { level: 'person', group: null, resource: 'cores', max: 24, used: 16, held: 0 },
        ],
      })),
    },
    usage: {
      totals: v1.usage.totals.handler(({ input }) => ({ ...input, ...world.usage })),
      records: v1.usage.records.handler(() => ({ records: [], next: null })),
    },
    datasets: {
      list: v1.datasets.list.handler(({ context }) => ({
        datasets: world.datasets.filter(({ facility }) => facility === context.facility),
        next: null,
      })),
      get: v1.datasets.get.handler(({ input }) => {
        const one = world.datasets.find(({ pid }) => pid === input.pid);
        if (!one) throw datasetNotFound();
        return one;
      }),
    },
    environments: { list: v1.environments.list.handler(() => ({ environments })) },
    flavours: { list: v1.flavours.list.handler(() => ({ flavours: [] })) },
    plans: { list: v1.plans.list.handler(({ context }) => world.answers[context.facility]?.() ?? unused()) },
    instances: {
      create: v1.instances.create.handler(({ context: { facility }, input: { headers, body } }) => {
        world.asked.push({ facility, key: headers['idempotency-key'], body });
        world.admit(facility);
        const asked = new Date();
        const created = instance(`madeup${String(world.asked.length).padStart(10, '0')}`, body.name, {
          state: 'requested',
          interfaces: instance('', '', {}).interfaces.map((one) => ({ ...one, state: 'waiting' })),
          createdAt: asked.toISOString(),
          startedAt: asked.toISOString(),
          endsAt: new Date(asked.getTime() + (body.lifetimeSeconds ?? 86_400) * 1000).toISOString(),
          estimate: { usualSeconds: 40, slowestSeconds: 90 },
        });
        world.instances[facility]?.unshift(created);
        tell(facility, created.id);
        return created;
      }),
      list: v1.instances.list.handler(({ context }) => ({
        instances: world.instances[context.facility] ?? [],
        next: null,
      })),
      get: v1.instances.get.handler(({ context, input }) => found(context.facility, input.id)),
      rename: v1.instances.rename.handler(({ context, input }) =>
        changed(context.facility, input.id, { name: input.name }),
      ),
      start: v1.instances.start.handler(({ context, input }) =>
        changed(context.facility, input.id, { state: 'requested', reason: null, readyAt: null }),
      ),
      stop: v1.instances.stop.handler(({ context, input }) =>
        changed(context.facility, input.id, { state: 'stopping', reason: { code: 'STOPPED_BY_OWNER', data: {} } }),
      ),
      restart: v1.instances.restart.handler(({ context, input }) =>
        changed(context.facility, input.id, {
          interfaces: found(context.facility, input.id).interfaces.map((one) =>
            one.name === input.interface ? { ...one, state: 'starting' } : one,
          ),
        }),
      ),
      extend: v1.instances.extend.handler(({ context, input }) =>
        changed(context.facility, input.id, { endsAt: input.endsAt }),
      ),
      delete: v1.instances.delete.handler(({ context, input }) =>
        changed(context.facility, input.id, { state: 'ending' }),
      ),
      log: v1.instances.log.handler(({ context, input }) => {
        found(context.facility, input.id);
        return {
          lines: [
            { source: 'engine', text: 'request accepted' },
            { source: 'engine', text: 'sandbox made, 2 cores, 8 GB' },
            { source: 'desktop', text: 'Xvnc listens' },
          ],
          truncated: false,
        };
      }),
      picture: v1.instances.picture.handler(({ context, input }) => {
        found(context.facility, input.id);
        return { headers: { etag: '"1"', 'cache-control': 'private, max-age=86400' }, body: picture };
      }),
    },
    members: {
      list: v1.members.list.handler(({ context, input }) => {
        world.listPeople();
        return peopleOf(context.facility, input.instance);
      }),
      invite: v1.members.invite.handler(({ context, input: { instance: id, role, note } }) => {
        const invitation = changePeople.invite(peopleOf(context.facility, id), role, note);
        tell(context.facility, id);
        return { invitation, code: madeUpCode };
      }),
      revoke: v1.members.revoke.handler(({ context, input }) => {
        changePeople.revoke(peopleOf(context.facility, input.instance), input.invitation);
        tell(context.facility, input.instance);
        return {};
      }),
      look: v1.members.look.handler(({ context, input }) => lookAt(context.facility, input.code)),
      accept: v1.members.accept.handler(({ context: { facility }, input: { code } }) => {
        const { role } = lookAt(facility, code);
        world.admitMember();
        const [joined] = world.instances[facility] ?? [];
        if (!joined) throw invitationNotFound();
        world.answered.push({ facility, code, answer: 'accepted' });
        return Object.assign(joined, { role });
      }),
      decline: v1.members.decline.handler(({ context: { facility }, input: { code } }) => {
        lookAt(facility, code);
        world.answered.push({ facility, code, answer: 'declined' });
        return {};
      }),
      changeRole: v1.members.changeRole.handler(({ context, input }) => {
        const people = peopleOf(context.facility, input.instance);
        changePeople.changeRole(people, input.person, input.role);
        tell(context.facility, input.instance);
        return people;
      }),
      remove: v1.members.remove.handler(({ context, input }) => {
        changePeople.remove(peopleOf(context.facility, input.instance), input.person);
        tell(context.facility, input.instance);
        return {};
      }),
      setAway: v1.members.setAway.handler(({ context, input }) =>
        Object.assign(peopleOf(context.facility, input.instance), { away: input.away }),
      ),
      control: v1.members.control.handler(({ context, input }) => peopleOf(context.facility, input.instance)),
    },
    access: {
      ticket: v1.access.ticket.handler(({ context: { facility }, input }) => {
        world.admitTicket();
        found(facility, input.instance);
        world.tickets.push({ facility, instance: input.instance, interface: input.interface });
        return { address: doorUrl(), ticket: `ticket-${world.tickets.length}`, expiresAt: new Date().toISOString() };
      }),
      endLogin: v1.access.endLogin.handler(unused),
      endPerson: v1.access.endPerson.handler(unused),
      logins: v1.access.logins.handler(unused),
    },
    events: {
      stream: v1.events.stream.handler(async function* () {
        yield* [];
        return { code: 'TOKEN_RENEW' };
      }),
      list: v1.events.list.handler(({ context, input }) => ({
        events: input.instance ? logOf(found(context.facility, input.instance)) : [],
        next: null,
      })),
    },
  });
}
