import type { Issuer } from '@atrium/contract/conformance/issuer';
import { createTokens, type Members } from '@atrium/contract/conformance/tokens';

export type Asked = { method: string; path: string; headers: [string, string][]; body: string };
export type Answered = { status: number; headers: Record<string, string>; body: string };

/** How one thing is spoiled on its way: the request, the answer, or each event of a stream. What is left out is as it was. */
export type Spoiling = {
  /** An `Answered` is the answer: the connector is not asked. */
  asked?: (asked: Asked) => Asked | Answered;
  answered?: (answered: Answered, asked: Asked) => Answered;
  /** `undefined`: it does not come. */
  told?: (event: string, asked: Asked) => string | undefined;
};

/** A connector that does one thing wrong. `found`: the facts that must say so; `beside`: one that holds all the same. */
export type Fault = { name: string; found: string[]; beside: string; spoil: (hands: Hands) => Spoiling };

type Hands = ReturnType<typeof createHands>;

/** What a fault can do: read any token, believe it or not, and make a good one of it. */
export function createHands(issuer: Issuer, audience: string) {
  const tokens = createTokens(issuer, audience);
  const { persons } = issuer;

  /** The same request with a good token of this person. */
  function as(person: keyof typeof persons, asked: Asked, claims: Members = {}): Asked {
    return withToken(asked, tokens.ofPerson(persons[person], claims));
  }

  return {
    as,
    asMachine: (asked: Asked) => withToken(asked, tokens.ofMachine()),
    isRetired: ({ kid }: Members) => kid === issuer.keys.retired.kid,
    isNext: ({ kid }: Members) => kid === issuer.keys.next.kid,
    /** Of whom the token is, as far as it says. */
    caller: (asked: Asked) =>
      (claimsOf(asked).sub as string | undefined)?.split('@')[0] as keyof typeof persons | undefined,
  };
}

export function withToken(asked: Asked, token: string): Asked {
  return { ...asked, headers: [...without(asked, 'authorization').headers, ['authorization', `Bearer ${token}`]] };
}

export function without(asked: Asked, header: string): Asked {
  return { ...asked, headers: asked.headers.filter(([name]) => name !== header) };
}

export function header({ headers }: Asked, wanted: string): string | undefined {
  return headers.find(([name]) => name === wanted)?.[1];
}

export const claimsOf = (asked: Asked) => partOf(asked, 1);
export const headOf = (asked: Asked) => partOf(asked, 0);

/** Of a token that nobody has looked at; empty where there is none. */
function partOf(asked: Asked, at: 0 | 1): Members {
  try {
    return JSON.parse(
      Buffer.from(
        (header(asked, 'authorization') ?? '').split('.')[at]?.replace(/^Bearer /, '') ?? '',
        'base64url',
      ).toString(),
    );
  } catch {
    return {};
  }
}

export function json(status: number, body: unknown): Answered {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}

/** The answer with its body changed, where it is JSON and asked for here. */
// biome-ignore lint/suspicious/noExplicitAny: a fault makes of a body what it likes
export function changed(answered: Answered, change: (body: any) => unknown): Answered {
  return { ...answered, body: JSON.stringify(change(JSON.parse(answered.body))) };
}
