import { readFileSync, statSync } from 'node:fs';
import { type CryptoKey, calculateJwkThumbprint, importJWK } from 'jose';
import * as z from 'zod';

/**
 * Reads a file of secrets, once, at the start.
 * @throws Error that names the setting: a secret that others may read, an example, or none at all starts nothing.
 */
export function readKeyFile<Schema extends z.ZodType>(setting: string, file: string, schema: Schema): z.output<Schema> {
  const refuse = (why: string) => new Error(`${setting}: ${file} ${why}`);
  let written: unknown;
  try {
    if ((statSync(file).mode & 0o077) !== 0) throw refuse('may be read by others: its mode must be 0600');
    written = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse('is not JSON');
    if (error instanceof Error && 'code' in error) throw refuse(`cannot be read (${error.code})`);
    throw error;
  }
  const parsed = schema.safeParse(written);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map(({ path, message }) => `${path.join('.') || '(whole file)'}: ${message}`);
  throw refuse(`cannot be used: ${complaints.join('; ')}`);
}

/** Keys that stand in RFC 7515 and RFC 7517 for all the world to read. */
const publishedExamples = [
  'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
];
const coordinate = z.string().regex(/^[\w-]{43}$/, 'is not 32 bytes as base64url');

/** A private P-256 key as a JWK. */
export const privateJwk = z
  .object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate, d: coordinate })
  .refine(({ x }) => !publishedExamples.includes(x), 'is the example key of an RFC');

export type PrivateJwk = z.output<typeof privateJwk>;

/**
 * The two halves of a key, and its name: its thumbprint (RFC 7638).
 * @param place the setting and the file, for the complaint
 */
export async function halvesOf({ kty, crv, x, y, d }: PrivateJwk, place: string) {
  const kid = await calculateJwkThumbprint({ kty, crv, x, y });
  const publicJwk = { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' };
  try {
    const privateKey = (await importJWK({ kty, crv, x, y, d }, 'ES256')) as CryptoKey;
    return { kid, privateKey, publicJwk };
  } catch (cause) {
    throw new Error(`${place} holds a key whose halves do not belong together`, { cause });
  }
}
