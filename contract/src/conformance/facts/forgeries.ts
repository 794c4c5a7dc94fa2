import { createHmac, createPrivateKey, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { publicPart } from '../issuer.ts';
import type { Run } from '../run.ts';
import { encode, headerOf, type Members, seconds, signText } from '../tokens.ts';

/** What is shown instead of a good token. */
export type Forgery = (run: Run) => { headers: [string, string][]; query?: string };

const audience2 = 'https://another-connector.example';
const { privateKey: rsaKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const attackerJwk = attacker.publicKey.export({ format: 'jwk' });

const authorization = (value: string) => ({ headers: [['authorization', value]] as [string, string][] });
const bearer = (token: string) => authorization(`Bearer ${token}`);

/** A good token of the first person, but for these claims and members of its header. */
const but =
  (claims: (run: Run) => Members, header: Members = {}): Forgery =>
  ({ tokens, issuer, ...run }) =>
    bearer(tokens.ofPerson(issuer.persons.first, claims({ tokens, issuer, ...run }), header));

const claims = (run: Run) => run.tokens.personClaims(run.issuer.persons.first);
const text = (run: Run, header: Members) =>
  `${encode({ ...headerOf(run.issuer.keys.now), ...header })}.${encode(claims(run))}`;

/** Signed by the attacker's key, which a connector must not look for in the token. */
function foreign(run: Run, header: Members) {
  const { d } = attacker.privateKey.export({ format: 'jwk' });
  const key = { ...run.issuer.keys.now, ...(attackerJwk as { x: string; y: string }), d: d as string };
  return bearer(signText(encode({ ...headerOf(run.issuer.keys.now), ...header }), encode(claims(run)), key));
}

/** Well signed, with this text at the beginning of its payload. */
function repeated(run: Run, member: string) {
  const payload = `{${member}${JSON.stringify(claims(run)).slice(1)}`;
  return bearer(signText(encode(headerOf(run.issuer.keys.now)), encode(payload), run.issuer.keys.now));
}

/** SEC-6.3, row by row: each is 401 UNAUTHENTICATED. */
export const forgeries: Record<string, Forgery> = {
  'the scheme Basic': () => authorization(`Basic ${Buffer.from('first:first').toString('base64')}`),
  'a token without its scheme': ({ tokens, issuer }) => authorization(tokens.ofPerson(issuer.persons.first)),
  'a token with something behind it': ({ tokens, issuer }) =>
    authorization(`Bearer ${tokens.ofPerson(issuer.persons.first)} x`),
  'an empty token': () => authorization('Bearer '),
  'what is no JWT': () => bearer('x.y.z'),
  'the token of a login': but(() => ({ aud: 'portal', nonce: 'x', scope: undefined }), { typ: 'JWT' }),
  'a token for another connector': but(() => ({ aud: audience2 })),
  'a token for this connector and another': but(({ audience }) => ({ aud: [audience, audience2] })),
  'a token for this connector in a list of one': but(({ audience }) => ({ aud: [audience] })),
  'a token for nobody': but(() => ({ aud: undefined })),
  'a token of another issuer': but(() => ({ iss: 'https://another-portal.example' })),
  'a token of the issuer with a slash more': but(({ issuer }) => ({ iss: `${issuer.issuer}/` })),
  'a token of no issuer': but(() => ({ iss: undefined })),
  'a token of the type JWT': but(() => ({}), { typ: 'JWT' }),
  'a token of no type': but(() => ({}), { typ: undefined }),
  'a token of the type logout+jwt': but(() => ({}), { typ: 'logout+jwt' }),
  'a token with alg none': (run) => bearer(`${text(run, { alg: 'none' })}.`),
  'a token without its signature': (run) => bearer(`${text(run, {})}.`),
  'HS256 with the public key for its secret': (run) => {
    const signed = text(run, { alg: 'HS256' });
    const secret = JSON.stringify(publicPart(run.issuer.keys.now));
    return bearer(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`);
  },
  'a token signed with RS256': (run) => {
    const signed = text(run, { alg: 'RS256' });
    return bearer(`${signed}.${signBytes('sha256', Buffer.from(signed), rsaKey).toString('base64url')}`);
  },
  'a token signed by another key of the same name': (run) => foreign(run, {}),
  'a token whose payload was changed': (run) => {
    const [header, , signature] = run.tokens.ofPerson(run.issuer.persons.first).split('.');
    const changed = run.tokens.personClaims(run.issuer.persons.second);
    return bearer(`${header}.${encode(changed)}.${signature}`);
  },
  'a token whose signature is in DER': (run) => {
    const signed = text(run, {});
    const key = createPrivateKey({ key: { ...run.issuer.keys.now }, format: 'jwk' });
    return bearer(`${signed}.${signBytes('sha256', Buffer.from(signed), key).toString('base64url')}`);
  },
  'a token of an unknown key': (run) => foreign(run, { kid: 'unknown' }),
  'a token of a key that is published no more': ({ tokens, issuer: { keys, persons } }) =>
    bearer(tokens.sign(tokens.personClaims(persons.first), {}, keys.retired)),
  'a token that names no key': but(() => ({}), { kid: undefined }),
  'a token that brings its key (jwk)': (run) => foreign(run, { jwk: attackerJwk }),
  'a token that brings its key under a name of its own (jwk)': (run) => foreign(run, { kid: 'mine', jwk: attackerJwk }),
  'a token that brings the address of its key (jku)': (run) => foreign(run, { jku: 'https://evil.example/jwks.json' }),
  'a token that brings its certificate (x5c)': (run) => foreign(run, { x5c: ['MIIB'] }),
  'a good token with the address of a key beside (jku)': but(() => ({}), { jku: 'https://evil.example/jwks.json' }),
  'a good token with an extension that nobody knows (crit)': but(() => ({}), { crit: ['x'], x: 1 }),
  'a token that ended 35 s ago': but(() => ({ iat: seconds() - 200, exp: seconds() - 35 })),
  'a token without an end': but(() => ({ exp: undefined })),
  'a token whose end is text': but(() => ({ exp: String(seconds() + 60) })),
  'a token that lives for 301 s': but(() => ({ iat: seconds(), exp: seconds() + 301 })),
  'a token that ends before it begins': but(() => ({ iat: seconds() + 20, exp: seconds() + 10 })),
  'a token from 35 s ahead': but(() => ({ iat: seconds() + 35 })),
  'a token without a beginning': but(() => ({ iat: undefined })),
  'a token that is not good before 35 s': but(() => ({ nbf: seconds() + 35 })),
  'a token without a subject': but(() => ({ sub: undefined })),
  'a token with an empty subject': but(() => ({ sub: '' })),
  'a token with a subject of 10 kB': but(() => ({ sub: 'x'.repeat(10_000) })),
  'a token whose subject is a number': but(() => ({ sub: 7 })),
  'a token of no provider': but(() => ({ idp: undefined })),
  'a token of a provider for which this portal may not speak': but(() => ({ idp: 'https://other-login.example' })),
  'a token without a jti': but(() => ({ jti: undefined })),
  'a token with a short jti': but(() => ({ jti: 'x' })),
  'a token of no login': but(() => ({ sid: undefined })),
  'a token whose login has no end': but(() => ({ login_exp: undefined })),
  'a token without a client': but(() => ({ client_id: undefined })),
  'a token of no scope': but(() => ({ scope: undefined })),
  'a token of a scope that nobody knows': but(() => ({ scope: 'admin' })),
  'a token of two scopes': but(() => ({ scope: 'person machine' })),
  'a machine that carries a person': but(({ issuer }) => ({ scope: 'machine', sub: issuer.issuer })),
  'a machine that is not its own subject': ({ tokens }) => bearer(tokens.ofMachine({ sub: 'https://other.example' })),
  'entitlements that are no list': but(() => ({ entitlements: 'urn:example:x:group:y' })),
  'a repeated member': (run) => repeated(run, '"sub":"another",'),
  'a member that is repeated under an escape': (run) => repeated(run, '"\\u0073ub":"another",'),
  'a repeated member deep inside': (run) => repeated(run, '"act":{"sub":"a","sub":"b"},'),
};
