import { gatewayKey } from '../facility.ts';
import { type Answered, type Asked, changed, type Fault, header, json, without, withToken } from './fault.ts';

const isRedeeming = ({ path }: Asked) => path === '/gateway/tickets/redeem';
const isMinting = ({ path }: Asked) => path === '/v1/access/tickets';
const withBody = (asked: Asked, change: object): Asked => ({
  ...asked,
  body: JSON.stringify({ ...JSON.parse(asked.body), ...change }),
});

const recalled = 'gateway: a grant is recalled by its cookie, at its host, and by nothing else';
const begins = 'gateway: a ticket begins a grant of its person, at its host, until the login ends';
const elsewhere = 'gateway: a ticket that was shown at another host is burnt';

/** The tickets that were minted, newest last, and the host of each. */
function watchTickets() {
  const hosts = new Map<string, string>();
  return {
    hosts,
    answered: (answered: Answered, asked: Asked): Answered => {
      if (isMinting(asked) && answered.status === 201) {
        const { address, ticket } = JSON.parse(answered.body);
        hosts.set(ticket, new URL(address).host);
      }
      return answered;
    },
  };
}

export const gatewayFaults: Fault[] = [
  {
    name: 'answers anybody as if it were a gateway',
    found: ['gateway: nobody but a gateway is answered'],
    beside: begins,
    spoil: () => ({ asked: (asked) => (asked.path.startsWith('/gateway/') ? withToken(asked, gatewayKey) : asked) }),
  },
  {
    name: 'takes a ticket again and again',
    found: ['gateway: of twenty who show one ticket at once, one gets in'],
    beside: begins,
    spoil: () => {
      let grant: Answered | undefined;
      return {
        answered: (answered, asked) => {
          if (!isRedeeming(asked)) return answered;
          if (answered.status === 200) grant = answered;
          return grant ?? answered;
        },
      };
    },
  },
  {
    name: 'takes a ticket at any host',
    found: [elsewhere],
    beside: recalled,
    spoil: () => {
      const { hosts, answered } = watchTickets();
      const asked = (asked: Asked) =>
        isRedeeming(asked) ? withBody(asked, { host: hosts.get(JSON.parse(asked.body).ticket) }) : asked;
      return { asked, answered };
    },
  },
  {
    name: 'does not burn a ticket that was shown elsewhere',
    found: [elsewhere],
    beside: begins,
    spoil: () => ({
      asked: (asked) =>
        isRedeeming(asked) && JSON.parse(asked.body).host.startsWith('aaaa')
          ? json(403, { code: 'TICKET_REFUSED', message: 'No.', traceId: 'x' })
          : asked,
    }),
  },
  {
    name: 'keeps the older ticket beside the new one',
    found: ['gateway: a new ticket voids the unused one before it'],
    beside: begins,
    spoil: () => {
      const { hosts, answered } = watchTickets();
      const asked = (asked: Asked) =>
        isRedeeming(asked) ? withBody(asked, { ticket: [...hosts.keys()].at(-1) }) : asked;
      return { asked, answered };
    },
  },
  {
    name: 'knows a grant at any host',
    found: [recalled],
    beside: begins,
    spoil: () => {
      let host = '';
      return {
        asked: (asked) => {
          if (isRedeeming(asked)) ({ host } = JSON.parse(asked.body));
          return asked.path === '/gateway/grants/recall' ? withBody(asked, { host }) : asked;
        },
      };
    },
  },
  {
    name: 'gives another reason for the end of a grant',
    found: ['gateway: when an instance is over, so are its grants'],
    beside: begins,
    spoil: () => ({ told: (event) => event.replace('INSTANCE_OVER', 'RIGHT_GONE') }),
  },
  {
    name: 'keeps what a login has opened',
    found: ['gateway: when a login ends, so does what it has opened, and what it could still open'],
    beside: begins,
    spoil: () => ({ asked: (asked) => (asked.path.endsWith('/logins/end') ? json(200, { ended: 0 }) : asked) }),
  },
  {
    name: 'does not hear what a gateway says',
    found: ['gateway: what gateways say of grants is shown'],
    beside: begins,
    spoil: () => ({
      asked: (asked) =>
        asked.path === '/gateway/activity' && header(asked, 'authorization') ? json(200, { over: [] }) : asked,
    }),
  },
  {
    name: 'begins a grant of another login',
    found: [begins],
    beside: recalled,
    spoil: () => ({
      answered: (answered, asked) =>
        isRedeeming(asked) && answered.status === 200
          ? changed(answered, (grant) => ({ ...grant, login: 'another' }))
          : answered,
    }),
  },
  {
    name: 'never says that an interface is away',
    found: ['gateway: a gateway is told when an interface is away, and when it is back'],
    beside: begins,
    spoil: () => ({ told: (event) => (event.includes('"ready":false') ? undefined : event) }),
  },
  {
    name: 'tells a gateway that comes back everything again',
    found: ['gateway: a gateway that comes back hears what it has missed, and that once'],
    beside: begins,
    spoil: () => ({
      asked: (asked) =>
        header(asked, 'last-event-id') === undefined
          ? asked
          : { ...asked, headers: [...without(asked, 'last-event-id').headers, ['last-event-id', '0.0']] },
    }),
  },
];
