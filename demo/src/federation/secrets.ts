import { randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import * as z from 'zod';

const jwk = z.looseObject({ kty: z.string() });
const secret = z.string().min(32);

const secrets = z.object({
  passwordEnding: z.string(),
  cookieKey: secret,
  identityProvider: jwk,
  gateways: z.record(z.string(), secret),
});

export type Secrets = z.output<typeof secrets>;

/** What only this demo knows: made at its first start, kept in a file of its own. */
export async function secretsOf(state: string, facilities: string[]): Promise<Secrets> {
  const file = join(state, 'secrets.json');
  if (existsSync(file)) return secrets.parse(JSON.parse(await readFile(file, 'utf8')));
  const made: Secrets = {
    passwordEnding: Array.from({ length: 8 }, () => letters.charAt(randomInt(letters.length))).join(''),
    cookieKey: mintSecret(),
    identityProvider: await mintKey(),
    gateways: Object.fromEntries(facilities.map((id) => [id, mintSecret()])),
  };
  await writeSecret(file, made);
  return made;
}

/** Whole or not at all, and for nobody else. */
export async function writeSecret(file: string, content: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(content, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** The same key without what must stay here, named by its thumbprint (RFC 7638). */
export async function publicPart({ kty, crv, x, y }: JWK) {
  return { kty: kty ?? 'EC', crv, x, y, kid: await calculateJwkThumbprint({ kty, crv, x, y } as JWK) };
}

/** Without those that are easily taken for another. */
const letters = 'abcdefghkmnpqrstuvwxyz23456789';

function mintSecret(): string {
  return randomBytes(32).toString('base64url');
}

async function mintKey(): Promise<JWK & { kty: string }> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { kty: 'EC', ...(await exportJWK(privateKey)) };
}
