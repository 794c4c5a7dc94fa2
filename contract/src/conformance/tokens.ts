import { createPrivateKey, randomUUID, sign as signBytes } from 'node:crypto';
import type { Issuer, MadeUpPerson, PrivateKey } from './issuer.ts';

/** `undefined` leaves one out. */
export type Members = Record<string, unknown>;
export type Tokens = ReturnType<typeof createTokens>;

/** Good tokens of the made-up portal for one connector; `claims` and `header` change what a fact wants to be wrong. */
export function createTokens({ issuer, identityProvider, keys }: Issuer, audience: string) {
  function common() {
    const now = seconds();
    return { iss: issuer, aud: audience, client_id: issuer, iat: now, exp: now + 120, jti: randomUUID() };
  }

  /** All that a good token says of a person. */
  function personClaims({ sub, name, org, entitlements }: MadeUpPerson): Members {
    const who = { scope: 'person', idp: identityProvider, sub, name, org, entitlements };
    return { ...common(), ...who, sid: `login of ${sub}`, login_exp: seconds() + 8 * 3600 };
  }

  const machineClaims = (): Members => ({ ...common(), scope: 'machine', sub: issuer });

  /** Signed with the key of now, unless said otherwise. */
  const sign = (claims: Members, header: Members = {}, key = keys.now) =>
    signText(encode({ ...headerOf(key), ...header }), encode(claims), key);

  return {
    personClaims,
    ofPerson: (person: MadeUpPerson, claims: Members = {}, header: Members = {}) =>
      sign({ ...personClaims(person), ...claims }, header),
    ofMachine: (claims: Members = {}) => sign({ ...machineClaims(), ...claims }),
    sign,
  };
}

export function headerOf({ kid }: PrivateKey): Members {
  return { alg: 'ES256', typ: 'at+jwt', kid };
}

/** Signs header and payload as they stand, also such as no library would sign. */
export function signText(header: string, payload: string, key: PrivateKey): string {
  const text = `${header}.${payload}`;
  const signer = { key: createPrivateKey({ key: { ...key }, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const;
  return `${text}.${signBytes('sha256', Buffer.from(text), signer).toString('base64url')}`;
}

export function encode(value: object | string): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

export const seconds = () => Math.floor(Date.now() / 1000);
