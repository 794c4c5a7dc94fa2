import { isPage } from '@atrium/contract/portal/pages';

const longest = 4096;
/** Browsers drop some of these and read others as slashes; no address of ours holds any. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const foreign = /[\u0000-\u0020\u007f-\u00a0\\\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/;

/**
 * The one way from an address that somebody sent to one that a browser is sent to: a page of this portal, or its start.
 * It answers the whole address and never the path alone: `/.//evil.example` is of our origin and has the path
 * `//evil.example`.
 */
export function returnAddress(asked: unknown, publicUrl: string): string {
  const start = `${publicUrl}/`;
  if (typeof asked !== 'string' || asked.length > longest) return start;
  if (!asked.startsWith('/') || foreign.test(asked) || !URL.canParse(asked, publicUrl)) return start;
  const url = new URL(asked, publicUrl);
  const { protocol, origin } = new URL(publicUrl);
  return url.protocol === protocol && url.origin === origin && isPage(url.pathname) ? url.href : start;
}
