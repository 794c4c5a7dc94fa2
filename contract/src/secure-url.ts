import * as z from 'zod';

/** Names and addresses that never leave this machine. */
const loopback = /^(?:localhost|(?:[a-z0-9-]+\.)+localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

export function isLoopback(url: string): boolean {
  return URL.canParse(url) && loopback.test(new URL(url).hostname);
}

/** TLS, or this machine: nothing of ours speaks plain HTTP across a network. Neither credentials nor a fragment. */
export const secureUrl = z
  .url({ protocol: /^https?$/, abort: true })
  .refine((url) => new URL(url).protocol === 'https:' || isLoopback(url), 'must be https: plain http is for loopback')
  .refine((url) => {
    const { username, password, hash } = new URL(url);
    return username === '' && password === '' && hash === '';
  }, 'may hold neither a user nor a fragment');

/** Where a link may lead: pages, and neither scripts nor data. */
export const linkUrl = z.url({ protocol: /^https?$/ });

/** As `secureUrl`, with nothing behind the host: `https://portal.example`. */
export const secureOrigin = secureUrl.refine((url) => new URL(url).origin === url, {
  error: 'must be scheme, host and port alone, without a slash at the end',
});
