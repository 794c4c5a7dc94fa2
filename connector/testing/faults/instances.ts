import { createHash, randomUUID } from 'node:crypto';
import { type Answered, type Asked, changed, type Fault, header, json, without } from './fault.ts';

const isCreate = ({ method, path }: Asked) => method === 'POST' && path === '/v1/instances';
const withKey = (asked: Asked, key: string): Asked => ({
  ...asked,
  headers: [...without(asked, 'idempotency-key').headers, ['idempotency-key', key]],
});
const keyOf = (asked: Asked) => header(asked, 'idempotency-key') ?? '';
const isOne = ({ method, path }: Asked) => method === 'GET' && /^\/v1\/instances\/[a-z0-9]{16}$/.test(path);
const isList = ({ method, path }: Asked) => method === 'GET' && /^\/v1\/instances(\?|$)/.test(path);

const shape = 'schema: instances.get answers what the contract says';

/** An instance that is shown wrongly. */
const shown: Record<string, (instance: Record<string, unknown>) => unknown> = {
  'is in a state of its own': (one) => ({ ...one, state: one.state === 'ready' ? 'running' : one.state }),
  'leaves a field out': ({ endsAt: _, ...rest }) => rest,
  'shows a field of its own': (one) => ({ ...one, host: 'node17' }),
  'shows a number as text': (one) => ({ ...one, cores: String(one.cores) }),
  'shows times of its own zone': (one) => ({ ...one, createdAt: '2026-11-25T10:14:00+01:00' }),
  'shows what is empty as nothing': (one) => ({ ...one, data: null }),
};

const looks = Object.entries(shown).map(([name, show]): Fault => {
  const answered = (answered: Answered, asked: Asked) =>
    isOne(asked) && answered.status === 200 ? changed(answered, show) : answered;
  return {
    name,
    found: [shape],
    beside: 'schema: facility.get answers what the contract says',
    spoil: () => ({ answered }),
  };
});

const lives: Fault[] = [
  {
    name: 'answers 200 to what is new',
    found: ['life: a new instance is what was asked for'],
    beside: 'idempotency: a request without a key, or with one too short or too long, is refused',
    spoil: () => ({ answered: (answered) => (answered.status === 201 ? { ...answered, status: 200 } : answered) }),
  },
  {
    name: 'does not keep a new name',
    found: ['life: a name can be changed, and is kept'],
    beside: 'life: a new instance is what was asked for',
    spoil: () => ({
      answered: (answered, asked) =>
        isOne(asked) && answered.status === 200
          ? changed(answered, (one) => ({ ...one, name: one.name.replace('grey heron', 'conformance') }))
          : answered,
    }),
  },
  {
    name: 'does not ask for how long',
    found: ['life: it ends when it was asked to, or when its plan does'],
    beside: 'life: a name can be changed, and is kept',
    spoil: () => ({
      asked: (asked) =>
        isCreate(asked) ? { ...asked, body: asked.body.replace(/,"lifetimeSeconds":\d+/, '') } : asked,
    }),
  },
  {
    name: 'cuts an end that is too far, and does not say so',
    found: ['life: its end is moved sooner, later within the rule, and never beyond'],
    beside: 'life: a name can be changed, and is kept',
    spoil: () => ({
      asked: (asked) => {
        if (!asked.path.endsWith('/extend')) return asked;
        const { endsAt } = JSON.parse(asked.body);
        const sooner = new Date(Math.min(Date.parse(endsAt), Date.now() + 3_600_000)).toISOString();
        return { ...asked, body: JSON.stringify({ endsAt: sooner }) };
      },
    }),
  },
  {
    name: 'ends a second time what has ended, with a refusal',
    found: ['life: it is ended, is ended again, and stays readable'],
    beside: 'life: a name can be changed, and is kept',
    spoil: () => {
      const ended = new Set<string>();
      return {
        asked: ({ method, path, ...asked }) => {
          const isAgain = method === 'DELETE' && ended.has(path);
          if (method === 'DELETE') ended.add(path);
          const data = { state: 'ended', action: 'end' };
          return isAgain
            ? json(409, { code: 'STATE_FORBIDS', message: 'No.', data, traceId: 'x' })
            : { method, path, ...asked };
        },
      };
    },
  },
  {
    name: 'lists what is over, asked or not',
    found: ['life: what has ended is listed, unless it is left out'],
    beside: 'life: a name can be changed, and is kept',
    spoil: () => ({
      asked: (asked) =>
        isList(asked) && asked.path.includes('limit=100') ? { ...asked, path: '/v1/instances?limit=100' } : asked,
    }),
  },
  {
    name: 'has more lines of a log than were asked for',
    found: ['life: its log has no more lines of a source than were asked for'],
    beside: 'schema: instances.log answers what the contract says',
    spoil: () => ({
      answered: (answered, { path }) =>
        path.includes('/log?') && path.includes('/instances/')
          ? changed(answered, (body) => ({ ...body, lines: ['one', 'two'].map((text) => ({ source: 'web', text })) }))
          : answered,
    }),
  },
  {
    name: 'goes back from ready',
    found: ['life: its states go along the arrows, each with its event'],
    beside: 'schema: instances.get answers what the contract says',
    spoil: () => ({
      answered: (answered, { path }) =>
        path.startsWith('/v1/events/log')
          ? changed(answered, ({ events, ...rest }) => ({
              ...rest,
              events: events.map((one: object, at: number) =>
                at === events.length - 1 ? { ...one, state: 'queued' } : one,
              ),
            }))
          : answered,
    }),
  },
];

const keys: Fault[] = [
  {
    name: 'does not look at the key',
    found: [
      'idempotency: the same request again has the first answer, and makes nothing',
      'idempotency: ten at the same moment are one',
    ],
    beside: 'idempotency: a refused request leaves no key',
    spoil: () => ({
      asked: (asked) => (isCreate(asked) && keyOf(asked).length === 36 ? withKey(asked, randomUUID()) : asked),
    }),
  },
  {
    name: 'takes another body for another key',
    found: ['idempotency: a key with another body is refused'],
    beside: 'idempotency: the same request again has the first answer, and makes nothing',
    spoil: () => ({
      asked: (asked) => {
        const hash = createHash('sha256')
          .update(keyOf(asked) + asked.body)
          .digest('hex');
        return isCreate(asked) && keyOf(asked).length === 36 ? withKey(asked, hash) : asked;
      },
    }),
  },
  {
    name: 'keeps the key of what it refused',
    found: ['idempotency: a refused request leaves no key'],
    beside: 'idempotency: the same request again has the first answer, and makes nothing',
    spoil: () => {
      const refused = new Map<string, Answered>();
      return {
        asked: (asked) => refused.get(keyOf(asked)) ?? asked,
        answered: (answered, asked) => {
          if (isCreate(asked) && answered.status >= 400) refused.set(keyOf(asked), answered);
          return answered;
        },
      };
    },
  },
  {
    name: 'has one drawer for the keys of all',
    found: ["idempotency: another person's key is another key"],
    beside: 'idempotency: a key with another body is refused',
    spoil: ({ as, caller }) => {
      const seen = new Set<string>();
      return {
        asked: (asked) => {
          const isForeign = isCreate(asked) && seen.has(keyOf(asked)) && caller(asked) === 'second';
          seen.add(keyOf(asked));
          return isForeign ? as('first', asked) : asked;
        },
      };
    },
  },
  {
    name: 'needs no key',
    found: ['idempotency: a request without a key, or with one too short or too long, is refused'],
    beside: 'idempotency: the same request again has the first answer, and makes nothing',
    spoil: () => ({
      asked: (asked) => (isCreate(asked) && keyOf(asked) === '' ? withKey(asked, randomUUID()) : asked),
    }),
  },
  {
    name: 'answers a repeat with how it is now',
    found: ['idempotency: the answer stays the first one when the instance has changed'],
    beside: 'idempotency: a refused request leaves no key',
    spoil: () => {
      let name = '';
      return {
        asked: (asked) => {
          if (asked.method === 'PATCH') name = JSON.parse(asked.body).name;
          return asked;
        },
        answered: (answered, asked) =>
          isCreate(asked) && name ? changed(answered, (one) => ({ ...one, name })) : answered,
      };
    },
  },
];

export const instanceFaults: Fault[] = [...looks, ...lives, ...keys];
