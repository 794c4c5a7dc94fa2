import { readFile, writeFile } from 'node:fs/promises';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import * as z from 'zod';
import { secureUrl } from '../secure-url.ts';

const privateKey = z
  .strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string(), d: z.string() })
  .extend({ kid: z.string(), alg: z.literal('ES256') });
export type PrivateKey = z.output<typeof privateKey>;

const person = z.strictObject({
  sub: z.string(),
  name: z.string(),
  org: z.string(),
  entitlements: z.array(z.string()),
});
export type MadeUpPerson = z.output<typeof person>;

const issuerFile = z.strictObject({
  issuer: secureUrl,
  keysUrl: secureUrl,
  identityProvider: secureUrl,
  /** `now` and `next` are published, `retired` is not any more. */
  keys: z.strictObject({ now: privateKey, next: privateKey, retired: privateKey }),
  /** Two who may start the plan under test, and one who may not. */
  persons: z.strictObject({ first: person, second: person, third: person }),
});

/** A portal that is made up for the suite: who it is, its private keys, and the people for whom it speaks. */
export type Issuer = z.output<typeof issuerFile>;

/** Where it publishes its keys, as a portal does. */
export const keysPath = '/.well-known/jwks.json';

/** What the two who may start the plan carry, and the third does not (AARC-G069). */
export const entitlement = 'urn:example:atrium:group:conformance#conformance.example';

/** A new one, with fresh keys, that publishes them at `origin`. */
export async function makeIssuer(origin: string): Promise<Issuer> {
  const [now, next, retired] = await Promise.all([makeKey(), makeKey(), makeKey()]);
  return issuerFile.parse({
    issuer: origin,
    keysUrl: `${origin}${keysPath}`,
    identityProvider: `${origin}/login`,
    keys: { now, next, retired },
    persons: {
      first: { ...madeUp('first', 'Ada Probe'), entitlements: [entitlement] },
      second: { ...madeUp('second', 'Ben Probe'), entitlements: [entitlement] },
      third: { ...madeUp('third', 'Cleo Probe'), entitlements: [] },
    },
  });
}

/** It holds private keys: readable to its owner alone. Never over one that is there. */
export async function writeIssuer(file: string, issuer: Issuer): Promise<void> {
  await writeFile(file, `${JSON.stringify(issuer, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}

/** @throws Error that says what is wrong with the file */
export async function readIssuer(file: string): Promise<Issuer> {
  const parsed = issuerFile.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is no issuer file: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** The JWK set that a connector reads. */
export function publishedKeys({ keys: { now, next } }: Issuer) {
  return { keys: [publicPart(now), publicPart(next)] };
}

export function publicPart({ d: _, ...published }: PrivateKey) {
  return { ...published, use: 'sig' };
}

async function makeKey(): Promise<PrivateKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { kty, crv, x, y, d } = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint({ kty: kty as string, crv, x, y });
  return { kty, crv, x, y, d, kid, alg: 'ES256' } as PrivateKey;
}

function madeUp(which: string, name: string) {
  return { sub: `${which}@conformance.example`, name, org: 'Conformance suite' };
}
