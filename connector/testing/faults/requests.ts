import { type Asked, changed, type Fault, header, json, without } from './fault.ts';

const isCreate = ({ method, path }: Asked) => method === 'POST' && path === '/v1/instances';
const bodyOf = ({ body }: Asked) => JSON.parse(body || '{}') as Record<string, unknown>;
const withBody = (asked: Asked, body: object): Asked => ({ ...asked, body: JSON.stringify(body) });

const newIs = (what: string) => `refusals: a new instance with ${what} is refused`;

/** What it takes and must refuse, and how it refuses. */
export const requestFaults: Fault[] = [
  {
    name: 'lets browsers in',
    found: ['facility: a browser is refused, whatever it shows'],
    beside: 'facility: it says who it is and what it offers, to everybody',
    spoil: () => ({ asked: (asked) => without(asked, 'origin') }),
  },
  {
    name: 'opens itself to pages',
    found: ['facility: no answer is kept, sets a cookie, or opens it to the pages of a browser'],
    beside: 'facility: it says who it is and what it offers, to everybody',
    spoil: () => ({
      answered: (answered) => ({ ...answered, headers: { ...answered.headers, 'access-control-allow-origin': '*' } }),
    }),
  },
  {
    name: 'names another trace',
    found: ['facility: a refusal names the trace of its caller, or one of its own'],
    beside: 'facility: it says who it is and what it offers, to everybody',
    spoil: () => ({ asked: (asked) => without(asked, 'traceparent') }),
  },
  {
    name: 'shows a page where nothing is',
    found: ['facility: an address that is not of the API is refused in the one shape'],
    beside: 'facility: it says who it is and what it offers, to everybody',
    spoil: () => ({
      answered: (answered) =>
        answered.status === 404
          ? { ...answered, headers: { 'content-type': 'text/html' }, body: '<h1>404</h1>' }
          : answered,
    }),
  },
  {
    name: 'takes a field that nobody knows',
    found: [newIs('a field that the contract does not name')],
    beside: newIs('a name with markup'),
    spoil: () => ({
      asked: (asked) => {
        if (!isCreate(asked)) return asked;
        const { gpu: _, ...known } = bodyOf(asked);
        return withBody(asked, known);
      },
    }),
  },
  {
    name: 'takes markup in a name',
    found: [newIs('a name with markup')],
    beside: newIs('a field that the contract does not name'),
    spoil: () => ({
      asked: (asked) => (isCreate(asked) ? { ...asked, body: asked.body.replace(/<\/?b>/g, '') } : asked),
    }),
  },
  {
    name: 'takes a parameter that nobody knows',
    found: ['refusals: a parameter that the contract does not name is refused'],
    beside: 'refusals: a parameter of another shape is refused',
    spoil: () => ({ asked: (asked) => ({ ...asked, path: asked.path.replace('?sort=name', '') }) }),
  },
  {
    name: 'takes a page of any length',
    found: ['refusals: a parameter of another shape is refused'],
    beside: 'refusals: a parameter that the contract does not name is refused',
    spoil: () => ({ asked: (asked) => ({ ...asked, path: asked.path.replace('limit=101', 'limit=100') }) }),
  },
  {
    name: 'takes JSON for text',
    found: ['refusals: a body that is not JSON by its type is refused, whatever it holds'],
    beside: 'refusals: a body that cannot be read is refused',
    spoil: () => ({
      asked: (asked) =>
        header(asked, 'content-type') === 'text/plain'
          ? { ...asked, headers: [...without(asked, 'content-type').headers, ['content-type', 'application/json']] }
          : asked,
    }),
  },
  {
    name: 'names another code',
    found: ['refusals: a plan that is not there is refused by its name'],
    beside: 'refusals: a body that cannot be read is refused',
    spoil: () => ({
      answered: (answered) => ({ ...answered, body: answered.body.replace('PLAN_UNKNOWN', 'PLAN_FORBIDDEN') }),
    }),
  },
  {
    name: 'answers with another status',
    found: ['refusals: a body that cannot be read is refused'],
    beside: 'refusals: a plan that is not there is refused by its name',
    spoil: () => ({
      answered: (answered) => (answered.body.includes('MALFORMED_REQUEST') ? { ...answered, status: 422 } : answered),
    }),
  },
  {
    name: 'leaves data out of a refusal',
    found: ['refusals: a plan that is not there is refused by its name'],
    beside: 'refusals: a body that cannot be read is refused',
    spoil: () => ({
      answered: (answered) =>
        answered.body.includes('PLAN_UNKNOWN') ? changed(answered, ({ data: _, ...rest }) => rest) : answered,
    }),
  },
  {
    name: 'refuses in a shape of its own',
    found: ['schema: a refusal has the one shape'],
    beside: 'schema: facility.get answers what the contract says',
    spoil: () => ({
      answered: (answered) => (answered.status === 401 ? changed(answered, ({ code }) => ({ error: code })) : answered),
    }),
  },
  {
    name: 'says what went wrong inside',
    found: ['schema: a refusal has the one shape'],
    beside: 'schema: facility.get answers what the contract says',
    spoil: () => ({
      answered: (answered) =>
        answered.status === 401 ? changed(answered, (body) => ({ ...body, stack: 'at …' })) : answered,
    }),
  },
  {
    name: 'lets everybody start every plan',
    found: ['refusals: a plan is refused to whom it is not for, and nothing is made'],
    beside: 'refusals: a plan that is not there is refused by its name',
    spoil: ({ as, caller }) => ({
      asked: (asked) => (isCreate(asked) && caller(asked) === 'third' ? as('first', asked) : asked),
    }),
  },
  {
    name: 'tells a stranger that something is there',
    found: ['refusals: whoever has no part in an instance is told the same as if it were not there'],
    beside: 'refusals: a plan that is not there is refused by its name',
    spoil: () => ({
      answered: (answered, { path }) =>
        answered.status === 404 && !path.includes('a123456789012345')
          ? json(403, { code: 'ACTION_FORBIDDEN', message: 'No.', data: { action: 'see' }, traceId: 'x' })
          : answered,
    }),
  },
  {
    name: 'tells a stranger in other words',
    found: ['refusals: whoever has no part in an instance is told the same as if it were not there'],
    beside: 'refusals: a plan that is not there is refused by its name',
    spoil: () => ({
      answered: (answered, { path }) =>
        answered.status === 404 && path.endsWith('/log') && !path.includes('a123456789012345')
          ? changed(answered, (body) => ({ ...body, message: 'You have no part in it.' }))
          : answered,
    }),
  },
];
