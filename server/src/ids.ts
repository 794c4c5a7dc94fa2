import { hash, randomBytes, randomInt } from 'node:crypto';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const lettersAndDigits = `${letters}0123456789`;

/** 16 characters, a letter first: fits a Hub server name, a Kubernetes label and a Unix name. 82 bits. */
export function mintId(): string {
  return pick(letters) + pickMany(15);
}

/** The first label of a host: 26 characters, 134 bits, so that nobody guesses it. */
export function mintHostLabel(): string {
  return pickMany(26);
}

/** 256 random bits, base64url: tickets, cookies, keys. */
export function mintSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret. SHA-256, base64url: a secret of 256 random bits needs no slower one. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'base64url');
}

function pickMany(count: number): string {
  return Array.from({ length: count }, () => pick(lettersAndDigits)).join('');
}

function pick(alphabet: string): string {
  return alphabet.charAt(randomInt(alphabet.length));
}
