import { type Answered, type Asked, changed, claimsOf, type Fault, json } from './fault.ts';

type Row = Record<string, unknown>;
const isTicket = ({ path }: Asked) => path === '/v1/access/tickets';
const isPeople = ({ method, path }: Asked) => method === 'GET' && path.endsWith('/members');

const alone = 'members: at first the owner is alone, and the others are kept out while the owner is away';
const once = 'members: an invitation says what it is to, and shows its code once';
const minted = 'access: a ticket is minted for who may enter, for half a minute';

/** The first person's token for the second's, where this is asked. */
const secondAsFirst =
  (isSo: (asked: Asked) => boolean): Fault['spoil'] =>
  ({ as, caller }) => ({ asked: (asked) => (isSo(asked) && caller(asked) === 'second' ? as('first', asked) : asked) });

export const peopleFaults: Fault[] = [
  {
    name: 'shows the code of an invitation again',
    found: [once],
    beside: alone,
    spoil: () => {
      let code = '';
      return {
        answered: (answered, asked) => {
          if (asked.path.endsWith('/invitations')) code = JSON.parse(answered.body).code;
          if (!isPeople(asked)) return answered;
          const withCode = (one: Row) => ({ ...one, note: code });
          return changed(answered, (people) => ({ ...people, invitations: people.invitations.map(withCode) }));
        },
      };
    },
  },
  {
    name: 'lets an invitation be used again',
    found: ['members: an invitation is good once'],
    beside: alone,
    spoil: () => {
      const accepted = new Map<string, Answered>();
      return {
        asked: (asked) => (asked.path.endsWith('/accept') && accepted.get(asked.body)) || asked,
        answered: (answered, asked) => {
          if (asked.path.endsWith('/accept') && answered.status === 200) accepted.set(asked.body, answered);
          return answered;
        },
      };
    },
  },
  {
    name: 'says that a used invitation was never there',
    found: ['members: an invitation is good once'],
    beside: 'members: a code that is none opens nothing',
    spoil: () => ({
      answered: (answered) =>
        answered.body.includes('INVITATION_OVER')
          ? json(404, { code: 'INVITATION_NOT_FOUND', message: 'No.', traceId: 'x' })
          : answered,
    }),
  },
  {
    name: 'shows the invitations to every member',
    found: ['members: who accepts has the part that was offered'],
    beside: alone,
    spoil: secondAsFirst(isPeople),
  },
  {
    name: 'lets a member rename',
    found: ['members: a member may not do what is the owner’s'],
    beside: alone,
    spoil: secondAsFirst(({ method }) => method === 'PATCH'),
  },
  {
    name: 'lets a member in while the owner is away',
    found: ['members: nobody else enters while the owner is away'],
    beside: alone,
    spoil: secondAsFirst(isTicket),
  },
  {
    name: 'lets who watches work',
    found: ['members: who watches enters no notebook, no page and no terminal'],
    beside: alone,
    spoil: secondAsFirst(isTicket),
  },
  {
    name: 'still shows it to who was removed',
    found: ['members: who is removed has no part any more'],
    beside: 'members: another role is another part',
    spoil: ({ as, caller }) => {
      let isRemoved = false;
      return {
        asked: (asked) => {
          isRemoved ||= asked.method === 'DELETE' && asked.path.includes('/members/');
          const isLooking = asked.method === 'GET' && caller(asked) === 'second';
          return isRemoved && isLooking && /\/instances\/[a-z0-9]{16}$/.test(asked.path) ? as('first', asked) : asked;
        },
      };
    },
  },
  {
    name: 'does not change a role',
    found: ['members: another role is another part'],
    beside: 'members: who is removed has no part any more',
    spoil: () => ({
      asked: (asked) =>
        asked.method === 'PATCH' && asked.path.includes('/members/')
          ? { ...asked, body: '{"role":"collaborator"}' }
          : asked,
    }),
  },
  {
    name: 'forgets who has keyboard and pointer',
    found: ['members: keyboard and pointer are taken, passed on and freed'],
    beside: alone,
    spoil: () => ({
      answered: (answered, { path }) =>
        path.endsWith('/control') && answered.status === 200
          ? changed(answered, (people) => ({ ...people, driver: null }))
          : answered,
    }),
  },
  {
    name: 'mints a ticket for whoever asks',
    found: ['access: there is no ticket for whoever has no part in the instance'],
    beside: minted,
    spoil: secondAsFirst(isTicket),
  },
  {
    name: 'mints one ticket again and again',
    found: ['access: each ticket is another'],
    beside: minted,
    spoil: () => {
      let first: Answered | undefined;
      return {
        answered: (answered, asked) => {
          if (isTicket(asked)) first ??= answered;
          return isTicket(asked) ? (first as Answered) : answered;
        },
      };
    },
  },
  {
    name: 'mints a ticket for what does not run',
    found: ['access: there is no ticket for what does not run'],
    beside: minted,
    spoil: () => ({
      answered: (answered, asked) => {
        const expiresAt = new Date(Date.now() + 30_000).toISOString();
        const ticket = { address: 'http://x.lumen.localhost/.atrium/ticket', ticket: 'x'.repeat(43), expiresAt };
        return isTicket(asked) && answered.status === 503 ? json(201, ticket) : answered;
      },
    }),
  },
  {
    name: 'puts the ticket into the address',
    found: [minted],
    beside: 'access: there is no ticket for an interface that is not there',
    spoil: () => ({
      answered: (answered, asked) =>
        isTicket(asked) && answered.status === 201
          ? changed(answered, (one) => ({ ...one, address: `${one.address}?ticket=${one.ticket}` }))
          : answered,
    }),
  },
  {
    name: 'lets a login live that was ended',
    found: ['access: a login that has ended is one no more'],
    beside: 'access: to end what is not open is no error',
    spoil: ({ as }) => ({
      asked: (asked) =>
        String(claimsOf(asked).sid).startsWith('login ') && asked.path === '/v1/me' ? as('first', asked) : asked,
    }),
  },
];

/** What is written down of whom, and who hears of what. */
export const knowledgeFaults: Fault[] = [
  {
    name: 'counts nothing',
    found: ['usage: what ran is counted, from its start to its end'],
    beside: 'usage: pages of records hold each of them once',
    spoil: () => ({
      answered: (answered, { path }) =>
        path.startsWith('/v1/usage?') ? changed(answered, (totals) => ({ ...totals, instances: 0 })) : answered,
    }),
  },
  {
    name: 'shows everybody what the first has used',
    found: ['usage: nobody is shown what others have used'],
    beside: 'usage: pages of records hold each of them once',
    spoil: secondAsFirst(({ path }) => path.startsWith('/v1/usage/')),
  },
  {
    name: 'repeats a record on each page',
    found: ['usage: pages of records hold each of them once'],
    beside: 'usage: nobody is shown what others have used',
    spoil: () => ({
      answered: (answered, { path }) =>
        path.startsWith('/v1/usage/')
          ? changed(answered, (page) => ({ ...page, records: [...page.records.slice(0, 1), ...page.records] }))
          : answered,
    }),
  },
  {
    name: 'hides a member from the others',
    found: ['members: three are told of each other, and each may what their own part allows'],
    beside: alone,
    spoil: () => ({
      answered: (answered, asked) =>
        isPeople(asked) && answered.status === 200
          ? changed(answered, (people) => ({ ...people, members: people.members.slice(0, 2) }))
          : answered,
    }),
  },
  {
    name: 'tells who was removed of all that comes',
    found: ['members: who has a part hears of it, and only as long'],
    beside: alone,
    spoil: secondAsFirst(({ path }) => path.startsWith('/v1/events')),
  },
  {
    name: 'takes the tokens of a person who was ended',
    found: ['access: when a person is ended, so are the tokens from before'],
    beside: 'access: a login that has ended is one no more',
    spoil: () => ({
      asked: (asked) => (asked.path.endsWith('/persons/end') ? json(200, { ended: 0 }) : asked),
    }),
  },
];

/** Of datasets, one of which is under embargo and of the team of the first person. */
export const dataFaults: Fault[] = [
  {
    name: 'shows closed data to nobody',
    found: ['datasets: nobody sees what is not public'],
    beside: 'datasets: a dataset that is not there is not found',
    spoil: ({ as }) => ({ asked: (asked) => (asked.path.startsWith('/v1/datasets') ? as('first', asked) : asked) }),
  },
  {
    name: 'finds everything by any word',
    found: ['datasets: a text that is nowhere finds nothing'],
    beside: 'datasets: a dataset is found by the words of its title',
    spoil: () => ({ asked: (asked) => ({ ...asked, path: asked.path.replace('?text=xqzvkwj', '') }) }),
  },
  {
    name: 'repeats a dataset on each page',
    found: ['paging: pages of datasets hold all of them once'],
    beside: 'datasets: a dataset that is not there is not found',
    spoil: () => ({ asked: (asked) => ({ ...asked, path: asked.path.replace(/&after=\d+/, '') }) }),
  },
  {
    name: 'says that a dataset is forbidden which is not there',
    found: ['datasets: a dataset that is not there is not found'],
    beside: 'datasets: nobody sees what is not public',
    spoil: () => ({
      answered: (answered) =>
        answered.body.includes('DATASET_NOT_FOUND')
          ? json(403, { code: 'DATASET_FORBIDDEN', message: 'No.', data: { pid: 'x' }, traceId: 'x' })
          : answered,
    }),
  },
];

/** Of a facility that has neither compute nor a catalogue. */
export const bareFaults: Fault[] = [
  {
    name: 'does not know what it does not offer',
    found: ['facility: without compute, a new instance is refused'],
    beside: 'facility: without compute, environments, flavours and plans are empty',
    spoil: () => ({
      answered: (answered) =>
        answered.body.includes('NOT_OFFERED')
          ? json(404, { code: 'ROUTE_NOT_FOUND', message: 'No.', traceId: 'x' })
          : answered,
    }),
  },
  {
    name: 'lists no data where it has none to list',
    found: ['facility: without a catalogue, what is asked about datasets is refused'],
    beside: 'facility: without compute, a new instance is refused',
    spoil: () => ({
      answered: (answered, { path }) =>
        path.startsWith('/v1/datasets') ? json(200, { datasets: [], next: null }) : answered,
    }),
  },
];
