import type { Members } from '@atrium/contract/conformance/tokens';
import { type Asked, claimsOf, type Fault, header, headOf, json, without, withToken } from './fault.ts';

type Flaw = (claims: Members, head: Members, asked: Asked) => boolean;

const now = () => Date.now() / 1000;
const signatureOf = (asked: Asked) => header(asked, 'authorization')?.split('.')[2] ?? '';

/** What a connector believes that it must not: the fact that finds it, and how such a token is told from a good one. */
const believed: Record<string, [fact: string, isFlawed: Flaw]> = {
  'takes a token for another connector': [
    'a token for another connector',
    ({ aud }) => String(aud).includes('another'),
  ],
  'takes a token for two': [
    'a token for this connector and another',
    ({ aud }) => Array.isArray(aud) && aud.length > 1,
  ],
  'takes an audience in a list': ['a token for this connector in a list of one', ({ aud }) => Array.isArray(aud)],
  'takes a token for nobody': ['a token for nobody', ({ aud }) => aud === undefined],
  'takes any issuer': ['a token of another issuer', ({ iss }) => String(iss).includes('another-portal')],
  'takes an issuer that begins alike': [
    'a token of the issuer with a slash more',
    ({ iss }) => String(iss).endsWith('/'),
  ],
  'takes a token that has ended': ['a token that ended 35 s ago', ({ exp }) => Number(exp) < now()],
  'takes a token without an end': ['a token without an end', ({ exp }) => exp === undefined],
  'takes a token that lives too long': [
    'a token that lives for 301 s',
    ({ exp, iat }) => Number(exp) - Number(iat) > 300,
  ],
  'takes a token from ahead': ['a token from 35 s ahead', ({ iat }) => Number(iat) > now() + 30],
  'does not look at nbf': ['a token that is not good before 35 s', ({ nbf }) => nbf !== undefined],
  'takes alg none': ['a token with alg none', (_, { alg }) => alg === 'none'],
  'takes HS256': ['HS256 with the public key for its secret', (_, { alg }) => alg === 'HS256'],
  'takes RS256': ['a token signed with RS256', (_, { alg }) => alg === 'RS256'],
  'takes a token without its signature': ['a token without its signature', (_, __, asked) => signatureOf(asked) === ''],
  'does not look at the signature': [
    'a token whose payload was changed',
    ({ sub }) => String(sub).startsWith('second'),
  ],
  'takes any type of token': ['a token of the type JWT', (_, { typ }) => typ === 'JWT'],
  'takes a key from the token': ['a token that brings its key (jwk)', (_, { jwk }) => jwk !== undefined],
  'goes where a token sends it': [
    'a token that brings the address of its key (jku)',
    (_, { jku }) => jku !== undefined,
  ],
  'does not know crit': [
    'a good token with an extension that nobody knows (crit)',
    (_, { crit }) => crit !== undefined,
  ],
  'takes a token without a jti': ['a token without a jti', ({ jti }) => jti === undefined],
  'takes a subject that is a number': ['a token whose subject is a number', ({ sub }) => typeof sub === 'number'],
  'takes an empty subject': ['a token with an empty subject', ({ sub }) => sub === ''],
  'takes any provider': [
    'a token of a provider for which this portal may not speak',
    ({ idp }) => String(idp).includes('other-'),
  ],
  'takes a token of no login': ['a token of no login', ({ sid }) => sid === undefined],
  'takes any scope': ['a token of a scope that nobody knows', ({ scope }) => scope === 'admin'],
  'takes repeated members': ['a repeated member', (_, __, asked) => /"sub".*"sub"/.test(payloadOf(asked))],
};

const neighbour = 'tokens: refused is what is no JWT';

const gullible = Object.entries(believed).map(([name, [fact, isFlawed]]): Fault => {
  const asked =
    ({ as }: Parameters<Fault['spoil']>[0]) =>
    (asked: Asked) => {
      const isShown = header(asked, 'authorization')?.startsWith('Bearer ey') === true;
      return isShown && isFlawed(claimsOf(asked), headOf(asked), asked) ? as('first', asked) : asked;
    };
  return {
    name,
    found: [`tokens: refused is ${fact}`],
    beside: neighbour,
    spoil: (hands) => ({ asked: asked(hands) }),
  };
});

const others: Fault[] = [
  {
    name: 'takes a key that is published no more',
    found: ['tokens: refused is a token of a key that is published no more'],
    beside: neighbour,
    spoil: ({ as, isRetired }) => ({ asked: (asked) => (isRetired(headOf(asked)) ? as('first', asked) : asked) }),
  },
  {
    name: 'does not know the key that signs next',
    found: ['tokens: a token of the key that signs next is taken'],
    beside: 'tokens: a good token names a person',
    spoil: ({ isNext }) => ({ asked: (asked) => (isNext(headOf(asked)) ? withToken(asked, 'unknown') : asked) }),
  },
  {
    name: 'finds a token in the address',
    found: ['tokens: a token in an address or a cookie is none'],
    beside: neighbour,
    spoil: ({ as }) => ({
      asked: (asked) => (/[?&]access_token=/.test(asked.path) ? as('first', { ...asked, path: '/v1/me' }) : asked),
    }),
  },
  {
    name: 'takes the first of two tokens',
    found: ['tokens: two tokens are none, whichever is good'],
    beside: 'tokens: a good token names a person',
    spoil: () => ({
      asked: (asked) => {
        const [first] = asked.headers.filter(([name]) => name === 'authorization');
        return first ? { ...asked, headers: [...without(asked, 'authorization').headers, first] } : asked;
      },
    }),
  },
  {
    name: 'takes a bad token for none, where none is needed',
    found: ['tokens: refused is a token of another issuer'],
    beside: 'tokens: no token is refused wherever one is needed, before the input is looked at',
    spoil: () => ({ asked: (asked) => (asked.path === '/v1/facility' ? without(asked, 'authorization') : asked) }),
  },
  {
    name: 'lets clocks differ by nothing',
    found: ['tokens: clocks may be 25 s apart'],
    beside: 'tokens: a good token names a person',
    spoil: () => ({
      asked: (asked) => {
        const { iat = 0, exp = now(), nbf = 0 } = claimsOf(asked) as Record<string, number>;
        return iat > now() + 5 || nbf > now() + 5 || exp < now() - 5 ? withToken(asked, 'x.y.z') : asked;
      },
    }),
  },
  {
    name: 'takes a token for any number of changes',
    found: [
      "tokens: a token is good for one change, a machine's as a person's",
      'idempotency: the second of two needs a token of its own',
    ],
    beside: 'tokens: a good token names a person',
    spoil: ({ asMachine, as, caller }) => ({
      asked: (asked) => {
        if (asked.method === 'GET') return asked;
        return claimsOf(asked).scope === 'machine' ? asMachine(asked) : as(caller(asked) ?? 'first', asked);
      },
    }),
  },
  {
    name: 'burns a token that reads',
    found: ['tokens: a token that has made a change still reads, any number of times'],
    beside: 'tokens: a good token names a person',
    spoil: () => {
      const seen = new Set<unknown>();
      return {
        asked: (asked) => {
          const { jti } = claimsOf(asked);
          if (jti !== undefined && seen.has(jti)) return withToken(asked, 'x.y.z');
          seen.add(jti);
          return asked;
        },
      };
    },
  },
  {
    name: 'lets a machine call for a person',
    found: ["tokens: a machine's token is refused where a person's is needed"],
    beside: "tokens: a person's token is refused where a machine's is needed",
    spoil: ({ as }) => ({
      asked: (asked) => (claimsOf(asked).scope === 'machine' && asked.path === '/v1/me' ? as('first', asked) : asked),
    }),
  },
  {
    name: 'lets a person call as a machine',
    found: ["tokens: a person's token is refused where a machine's is needed"],
    beside: "tokens: a machine's token is refused where a person's is needed",
    spoil: ({ asMachine }) => ({
      asked: (asked) =>
        claimsOf(asked).scope === 'person' && asked.path.startsWith('/v1/access/logins') ? asMachine(asked) : asked,
    }),
  },
  {
    name: 'looks at the input before the token',
    found: ['tokens: no token is refused wherever one is needed, before the input is looked at'],
    beside: 'tokens: a good token names a person',
    spoil: () => ({
      asked: (asked) => {
        const isWrong = asked.body.includes('of the contract') && header(asked, 'authorization') === undefined;
        const data = { issues: [{ path: 'nothing', message: 'unknown' }] };
        return isWrong ? json(400, { code: 'INPUT_INVALID', message: 'No.', data, traceId: 'x' }) : asked;
      },
    }),
  },
  {
    name: 'believes a header that names the person',
    found: ['tokens: nothing but the token names a person'],
    beside: 'tokens: a good token names a person',
    spoil: ({ as }) => ({ asked: (asked) => (header(asked, 'x-remote-user') ? as('second', asked) : asked) }),
  },
  {
    name: 'takes the name for the person',
    found: ['facility: each person is one, whatever the name; a name is shown and no more'],
    beside: 'tokens: a good token names a person',
    spoil: ({ as }) => ({ asked: (asked) => (claimsOf(asked).name === 'Ada Probe' ? as('first', asked) : asked) }),
  },
];

export const tokenFaults: Fault[] = [...gullible, ...others];

function payloadOf(asked: Asked): string {
  return Buffer.from(header(asked, 'authorization')?.split('.')[1] ?? '', 'base64url').toString();
}
