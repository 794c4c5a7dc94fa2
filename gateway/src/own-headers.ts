/** On every answer to a browser, be it the gateway's own or an interface's: this host is apart from every other. */
export const everyAnswer = {
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'X-Content-Type-Options': 'nosniff',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
};

const closed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The policy of an answer of the gateway's own, which may do no more than these sources say. */
export function policyOf(...sources: string[]): { 'Content-Security-Policy': string } {
  return { 'Content-Security-Policy': [closed, ...sources].join('; ') };
}

/** Of an answer that only sends elsewhere. */
export const ofRedirect = {
  ...everyAnswer,
  ...policyOf(),
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};
