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
  const halves = ({ jwk }: z.output<typeof dated>) => halvesOf(jwk, `signingKeysFile: ${file}`);
  const signing = await halves(current);
  const others = await Promise.all([next, previous].flatMap((key) => (key ? [halves(key)] : [])));
  return {
    kid: signing.kid,
    privateKey: signing.privateKey,
    jwks: { keys: [signing, ...others].map(({ publicJwk }) => publicJwk) },
  };
}
