import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeholders } from '@atrium/contract/portal/pages';

/**
 * The built page, with places for what only the portal knows.
 * @throws Error that names the setting when there is none, or it has no place for the nonce.
 */
export function readTemplate(pagesDirectory: string, { name, description }: { name: string; description: string }) {
  const file = join(pagesDirectory, 'index.html');
  const html = read(file)
    .replaceAll(placeholders.title, escapeHtml(name))
    .replaceAll(placeholders.description, escapeHtml(description));
  if (!html.includes(placeholders.nonce)) {
    throw new Error(
      `pagesDirectory: ${file} has no place for the nonce (${placeholders.nonce}): build the pages again`,
    );
  }
  return (nonce: string) => html.replaceAll(placeholders.nonce, nonce);
}

/** 128 random bits, new for each page. */
export function mintNonce(): string {
  return randomBytes(16).toString('base64url');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Error(`pagesDirectory: ${file} cannot be read: build the pages first`, { cause });
  }
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
