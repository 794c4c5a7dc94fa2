import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { readKeyFile } from './key-file.ts';

/** 32 random bytes show some thirty different ones; a phrase, zeros or an example show few. */
const key = z
  .string()
  .transform((text) => Buffer.from(text, 'base64url'))
  .refine((bytes) => bytes.length === 32, 'is not 32 bytes as base64url')
  .refine((bytes) => new Set(bytes).size >= 16, 'is not random');
const named = z.object({ id: z.string().regex(/^[\w-]{1,40}$/), key });

/** The first seals and all open, so that a new key can be put in front. */
const encryptionKeys = z.object({ keys: z.array(named).min(1) });

export type Seal = ReturnType<typeof createSeal>;

/** @throws Error that names the setting. */
export function readSeal(file: string): Seal {
  return createSeal(readKeyFile('encryptionKeysFile', file, encryptionKeys).keys);
}

/** AES-256-GCM. What is sealed for one login does not open for another. */
function createSeal(keys: { id: string; key: Buffer }[]) {
  const [current] = keys as [(typeof keys)[number]];

  function seal(text: string, boundTo: string): string {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', current.key, iv).setAAD(Buffer.from(boundTo));
    const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${current.id}.${sealed.toString('base64url')}`;
  }

  /** `undefined`: sealed for something else, under a key that is gone, or changed since. */
  function open(sealed: string, boundTo: string): string | undefined {
    const [id, content = ''] = sealed.split('.');
    const known = keys.find((one) => one.id === id);
    const bytes = Buffer.from(content, 'base64url');
    if (!known || bytes.length < 28) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', known.key, bytes.subarray(0, 12))
      .setAAD(Buffer.from(boundTo))
      .setAuthTag(bytes.subarray(-16));
    try {
      return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }

  return { seal, open };
}
