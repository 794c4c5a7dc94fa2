import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mintId } from '@atrium/server/ids';
import { exportJWK, generateKeyPair } from 'jose';
import type * as z from 'zod';
import { parseConfig, type settings } from './config.ts';
import { halvesOf, privateJwk, readKeyFile } from './keys/key-file.ts';
import { type SigningKeysFile, signingKeys } from './keys/signing-keys.ts';

type Settings = z.input<typeof settings>;
type Written = 'signingKeysFile' | 'encryptionKeysFile' | 'facilitiesDirectory' | 'stateDirectory' | 'issuers';
type NewIssuer = Omit<Settings['issuers'][number], 'clientKeyFile'>;

/**
 * Writes all that a new portal needs into a directory: fresh keys, each in a file of mode 0600, a place for facilities,
 * and portal.json. Refuses to touch what is there.
 * @returns for each issuer what its operator must register: the client's public key and addresses.
 */
export async function initPortal(
  directory: string,
  { issuers, ...more }: Omit<Settings, Written> & { issuers: NewIssuer[]; stateDirectory?: string },
  madeAt: Date = new Date(),
) {
  const file = join(directory, 'portal.json');
  const config = {
    ...more,
    stateDirectory: more.stateDirectory ?? 'state',
    facilitiesDirectory: 'facilities',
    signingKeysFile: 'signing-keys.json',
    encryptionKeysFile: 'encryption-keys.json',
    issuers: issuers.map((issuer) => ({ ...issuer, clientKeyFile: keyFileOf(issuer) })),
  } satisfies Settings;
  parseConfig(file, config);
  if (existsSync(file)) throw new Error(`${file} is there already: nothing was changed`);

  await mkdir(join(directory, 'facilities'), { recursive: true });
  await writeSecret(join(directory, 'signing-keys.json'), await makeSigningKeys(madeAt));
  await writeSecret(join(directory, 'encryption-keys.json'), {
    keys: [{ id: mintId(), key: randomBytes(32).toString('base64url') }],
  });
  const clients = await Promise.all(issuers.map((issuer) => makeClient(directory, issuer, more.publicUrl)));
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`, { flag: 'wx' });
  return { file, facilitiesDirectory: join(directory, 'facilities'), clients };
}

const seenHours = 24;

/**
 * The next signing key takes over, a new one is made, and the one before stays published until the following rotation.
 * The portal must be started again. Connectors fetch a key that they do not know, but a day lets every cache pass.
 * @throws Error when the next key has not been seen for 24 h.
 */
export async function rotateSigningKeys(file: string, now: Date = new Date()): Promise<void> {
  const { current, next } = readKeyFile('signingKeysFile', file, signingKeys);
  if (now.getTime() - Date.parse(next.madeAt) < seenHours * 3600_000) {
    throw new Error(
      `${file}: the next key was made at ${next.madeAt}; it takes over ${seenHours} h later at the earliest`,
    );
  }
  const rotated: SigningKeysFile = {
    current: next,
    next: { madeAt: now.toISOString(), jwk: await makePrivateJwk() },
    previous: current,
  };
  const unfinished = `${file}.unfinished`;
  await rm(unfinished, { force: true });
  await writeSecret(unfinished, rotated);
  await rename(unfinished, file);
}

/** What the operator of an issuer is asked to register (OpenID Connect Dynamic Client Registration's names). */
async function makeClient(directory: string, issuer: NewIssuer, publicUrl: string) {
  const jwk = await makePrivateJwk();
  await writeSecret(join(directory, keyFileOf(issuer)), jwk);
  const { publicJwk } = await halvesOf(jwk, keyFileOf(issuer));
  return {
    client_id: issuer.clientId,
    redirect_uris: [`${publicUrl}/sign-in/callback`],
    post_logout_redirect_uris: [`${publicUrl}/signed-out`],
    backchannel_logout_uri: `${publicUrl}/back-channel-logout`,
    backchannel_logout_session_required: true,
    response_types: ['code' as const],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'private_key_jwt' as const,
    token_endpoint_auth_signing_alg: 'ES256' as const,
    id_token_signed_response_alg: issuer.idTokenAlg,
    jwks: { keys: [publicJwk] },
  };
}

async function makeSigningKeys(madeAt: Date): Promise<SigningKeysFile> {
  const dated = async () => ({ madeAt: madeAt.toISOString(), jwk: await makePrivateJwk() });
  return { current: await dated(), next: await dated() };
}

async function makePrivateJwk() {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return privateJwk.parse(await exportJWK(privateKey));
}

function keyFileOf({ id }: NewIssuer): string {
  return `client-key-${id}.json`;
}

async function writeSecret(file: string, content: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}
