import { CompactSign, compactVerify, importJWK } from 'jose';
import * as z from 'zod';
import { halvesOf, privateJwk, readKeyFile } from './key-file.ts';

const dated = z.object({ madeAt: z.iso.datetime(), jwk: privateJwk });

/**
 * Two keys are published, and the first signs. The next is seen by everybody for a day before it takes over; the one
 * before stays until the last token that it signed is over.
 */
export const signingKeys = z.object({ current: dated, next: dated, previous: dated.optional() });

export type SigningKeysFile = z.output<typeof signingKeys>;
export type SigningKeys = Awaited<ReturnType<typeof readSigningKeys>>;

/** @throws Error that names the setting. */
export async function readSigningKeys(file: string) {
  const { current, next, previous } = readKeyFile('signingKeysFile', file, signingKeys);
  const signing = await halvesOf(current.jwk);
  await prove(file, signing);
  const others = await Promise.all([next, previous].flatMap((key) => (key ? [halvesOf(key.jwk)] : [])));
  return {
    kid: signing.kid,
    privateKey: signing.privateKey,
    jwks: { keys: [signing, ...others].map(({ publicJwk }) => publicJwk) },
  };
}

/** That both halves belong together is found out now, not by the first connector. */
async function prove(file: string, { privateKey, publicJwk }: Awaited<ReturnType<typeof halvesOf>>) {
  try {
    const signed = await new CompactSign(new Uint8Array(1)).setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    await compactVerify(signed, await importJWK(publicJwk, 'ES256'));
  } catch (cause) {
    throw new Error(`signingKeysFile: ${file} holds a key whose halves do not belong together`, { cause });
  }
}
