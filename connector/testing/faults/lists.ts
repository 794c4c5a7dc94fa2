import { type Asked, changed, type Fault, without } from './fault.ts';

type Row = Record<string, unknown>;
const isList = ({ method, path }: Asked) => method === 'GET' && /^\/v1\/instances(\?|$)/.test(path);
const isLog = ({ path }: Asked) => path.startsWith('/v1/events/log');

const wholePages = 'paging: pages of instances hold each of them once, newest first';
const turning = 'paging: what comes while one turns the pages repeats nothing and hides nothing';
const wholeLog = 'paging: pages of a log hold all of it once, oldest first';

const pages: Fault[] = [
  {
    name: 'skips a row at each turn of a page',
    found: [wholePages],
    beside: wholeLog,
    spoil: () => ({
      answered: (answered, asked) =>
        isList(asked) && asked.path.includes('after=')
          ? changed(answered, (page) => ({ ...page, instances: page.instances.slice(1) }))
          : answered,
    }),
  },
  {
    name: 'repeats a row at each turn of a page',
    found: [wholePages],
    beside: wholeLog,
    spoil: () => {
      let last: Row | undefined;
      return {
        answered: (answered, asked) => {
          if (!isList(asked)) return answered;
          return changed(answered, (page) => {
            const repeated =
              asked.path.includes('after=') && last ? [last, ...page.instances.slice(0, 1)] : page.instances;
            last = page.instances.at(-1);
            return { ...page, instances: repeated };
          });
        },
      };
    },
  },
  {
    name: 'counts its pages from the newest',
    found: [turning],
    beside: wholeLog,
    spoil: () => ({
      asked: (asked) =>
        isList(asked) && asked.path.includes('after=')
          ? { ...asked, path: asked.path.replace(/&after=\d+/, '') }
          : asked,
    }),
  },
  {
    name: 'lists the oldest first',
    found: [wholePages],
    beside: wholeLog,
    spoil: () => ({
      answered: (answered, asked) =>
        isList(asked) ? changed(answered, (page) => ({ ...page, instances: page.instances.toReversed() })) : answered,
    }),
  },
  {
    name: 'has more on a page than was asked for',
    found: [wholePages],
    beside: wholeLog,
    spoil: () => ({
      asked: (asked) => (isList(asked) ? { ...asked, path: asked.path.replace('limit=2', 'limit=3') } : asked),
    }),
  },
  {
    name: 'forgets that there is a next page',
    found: [wholePages, turning],
    beside: wholeLog,
    spoil: () => ({
      answered: (answered, asked) =>
        isList(asked) ? changed(answered, (page) => ({ ...page, next: null })) : answered,
    }),
  },
  {
    name: 'skips an event at each turn of a page',
    found: [wholeLog],
    beside: wholePages,
    spoil: () => ({
      answered: (answered, asked) =>
        isLog(asked) && asked.path.includes('since=') && asked.path.includes('limit=1')
          ? changed(answered, (page) => ({ ...page, events: [] }))
          : answered,
    }),
  },
];

const resumes = 'events: a stream that is resumed leaves nothing out and repeats nothing';
const comes = 'events: what happens comes as it happens, to whom it concerns';
const isResumed = (asked: Asked) => asked.headers.some(([name]) => name === 'last-event-id');

const streams: Fault[] = [
  {
    name: 'loses an event when a stream is resumed',
    found: [resumes],
    beside: comes,
    spoil: () => {
      const begun = new Set<Asked>();
      return {
        told: (event, asked) => {
          const isFirst = isResumed(asked) && !begun.has(asked);
          begun.add(asked);
          return isFirst ? undefined : event;
        },
      };
    },
  },
  {
    name: 'repeats an event when a stream is resumed',
    found: [resumes],
    beside: comes,
    spoil: () => ({ told: (event, asked) => (isResumed(asked) ? `${event}\n\n${event}` : event) }),
  },
  {
    name: 'does not look at Last-Event-ID',
    found: ['events: a stream is resumed by its parameter too, and the header counts before it'],
    beside: comes,
    spoil: () => ({ asked: (asked) => without(asked, 'last-event-id') }),
  },
  {
    name: 'gives its events no id',
    found: [comes],
    beside: 'events: a stream ends with the token that opened it, and says so',
    spoil: () => ({ told: (event) => event.replace(/^id: .*\n?/m, '') }),
  },
  {
    name: 'ends a stream without a word',
    found: ['events: a stream ends with the token that opened it, and says so'],
    beside: comes,
    spoil: () => ({ told: (event) => (event.includes('event: done') ? undefined : event) }),
  },
  {
    name: 'leaves a field out of its events',
    found: [comes],
    beside: 'events: a stream ends with the token that opened it, and says so',
    spoil: () => ({ told: (event) => event.replace(/"seq":\d+,/, '') }),
  },
  {
    name: 'takes any cursor',
    found: ['events: a cursor that is none is refused'],
    beside: comes,
    spoil: () => ({
      asked: (asked) => ({ ...asked, path: asked.path.replace(/since=(7|x|1\.x)$/, '') }),
      answered: (answered) => answered,
    }),
  },
  {
    name: 'keeps the stream of a login that has ended',
    found: ['events: when a login ends, so do its streams, and its tokens'],
    beside: comes,
    spoil: () => ({ told: (event) => (event.includes('LOGIN_OVER') ? undefined : event) }),
  },
  {
    name: 'tells everybody of everything',
    found: ['events: nobody hears of what others do'],
    beside: comes,
    spoil: ({ as }) => ({ asked: (asked) => (/^\/v1\/events(\?|$)/.test(asked.path) ? as('first', asked) : asked) }),
  },
  {
    name: 'counts its events with gaps',
    found: ['life: its states go along the arrows, each with its event'],
    beside: comes,
    spoil: () => ({
      answered: (answered, asked) =>
        isLog(asked)
          ? changed(answered, (page) => ({
              ...page,
              events: page.events.map((one: Row) => ({ ...one, seq: Number(one.seq) * 2 })),
            }))
          : answered,
    }),
  },
];

export const listFaults: Fault[] = [...pages, ...streams];
