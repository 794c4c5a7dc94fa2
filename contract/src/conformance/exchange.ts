import type { Answer, Sent } from './wire.ts';

/** What was asked and what was answered, fit to be shown: without tokens, tickets and invitations' codes. */
export type Exchange = { request: string; answer: string };

const longest = 2_000;

export function exchangeOf(sent: Sent, answer: Answer | string): Exchange {
  const { method, path, headers = [], body } = sent;
  const request = [`${method} ${path}`, ...headers.map(([name, value]) => `${name}: ${value}`), '', body ?? ''];
  return { request: shown(request.join('\n')), answer: shown(typeof answer === 'string' ? answer : textOf(answer)) };
}

function textOf({ status, headers, text }: Answer): string {
  return [`${status}`, `content-type: ${headers['content-type'] ?? ''}`, '', text].join('\n');
}

/** Secrets are taken out first, so that none is cut in two. */
function shown(text: string): string {
  const clean = withoutSecrets(text).trim();
  return clean.length > longest ? `${clean.slice(0, longest)} … (${clean.length} characters)` : clean;
}

/** Whatever follows the scheme of an authorization, or looks like a JWT; an invitation's code and a ticket, wherever they stand in JSON. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/^(authorization: \S+) .*$/gm, '$1 <token>')
    .replace(/\beyJ[\w-]*(\.[\w-]*)*/g, '<token>')
    .replace(/("ticket"\s*:\s*")[^"]*"/g, '$1<ticket>"')
    .replace(/("code"\s*:\s*")[\w-]{43}"/g, '$1<code>"');
}
