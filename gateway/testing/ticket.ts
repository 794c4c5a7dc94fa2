import { portalUrl } from './gateway.ts';

/** The headers of the form by which the portal's page hands in a ticket. */
export const form = [
  ...['Content-Type', 'application/x-www-form-urlencoded', 'Origin', portalUrl],
  ...['Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'document'],
];

/** What a browser sends to hand in a ticket, for `send`. */
export function atDesk(host: string, ticket: string, headers = form, more: [string, string][] = []) {
  const body = new URLSearchParams([['ticket', ticket], ...more]).toString();
  const framing = ['Host', host, 'Content-Length', String(body.length)];
  return { method: 'POST', path: '/.atrium/ticket', headers: [...framing, ...headers], body };
}
