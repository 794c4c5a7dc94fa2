import type { IncomingHttpHeaders } from 'node:http';
import { crossSite } from '@atrium/contract/errors';

/**
 * Whether a page of this very origin asks. Browsers say so; to those that do not, only an `Origin` that is ours counts.
 * An exact list of one: `none`, `same-site` and whatever may be invented are not ours.
 */
export function isFromOurs(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  return site === undefined ? headers.origin === publicUrl : site === 'same-origin';
}

/** Where a cookie authenticates, what changes something must come from our own script (security model: CSRF). */
export function demandOwnPage(request: { method: string; headers: IncomingHttpHeaders }, publicUrl: string): void {
  const { method, headers } = request;
  if (method === 'GET' || method === 'HEAD') return;
  if (!isFromOurs(headers, publicUrl) || headers['x-atrium'] !== 'page') throw crossSite();
}
