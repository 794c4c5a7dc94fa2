import { createCipheriv, randomBytes, randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reach } from '../../engine.ts';
import { interfaceDirectory } from '../run-directory.ts';
import type { InterfacePlan } from '../run-plan.ts';

type Credential = Reach['credential'];

/**
 * A new secret for each start of an interface, in files that only this account may read: one for the interface, one for
 * the engine. Never an argument, a variable or a line in a log.
 */
export async function giveCredential({ kind, directory }: InterfacePlan): Promise<Credential> {
  const { run, credential: kept } = interfaceDirectory(directory);
  const credential = mint(kind);
  if (credential.is === 'vnc') {
    const passwords = Buffer.concat([obscure(credential.control), obscure(credential.view)]);
    await writeFile(join(run, 'passwd'), passwords, { mode: 0o600, flag: 'wx' });
  }
  if (credential.is === 'token') await writeFile(join(run, 'token'), credential.token, { mode: 0o600, flag: 'wx' });
  await writeFile(kept, JSON.stringify(credential), { mode: 0o600 });
  return credential;
}

function mint(kind: InterfacePlan['kind']): Credential {
  if (kind === 'desktop') return { is: 'vnc', control: mintPassword(), view: mintPassword() };
  if (kind === 'notebook') return { is: 'token', token: randomBytes(32).toString('base64url') };
  return { is: 'none' };
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** VncAuth takes eight characters and no more. */
function mintPassword(): string {
  return Array.from({ length: 8 }, () => letters.charAt(randomInt(letters.length))).join('');
}

/** The fixed key of every VNC password file, as vncpasswd writes it: it hides, it does not protect. */
const fileKey = [23, 82, 107, 6, 35, 78, 88, 7];

/** DES with the key's bits in VNC's order; OpenSSL 3 has it as triple DES with one key three times. */
function obscure(password: string): Buffer {
  const key = Buffer.from(fileKey.map(mirrorBits));
  const des = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return des.update(Buffer.from(password.padEnd(8, '\0'), 'latin1').subarray(0, 8));
}

function mirrorBits(byte: number): number {
  return Number.parseInt([...byte.toString(2).padStart(8, '0')].reverse().join(''), 2);
}
