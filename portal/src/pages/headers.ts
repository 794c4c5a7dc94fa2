import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';

const off = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'serial',
  'usb',
  'xr-spatial-tracking',
];
const twoYears = 63_072_000;

/**
 * On every answer. Nothing may be made of an answer that is not a page, and nothing personal is kept on the way; pages
 * and public files say otherwise for themselves. `strict-origin-when-cross-origin`: a gateway takes a ticket only from
 * an `Origin` that is the portal, and a stricter policy would make that `null`.
 */
export function headersOfEveryAnswer(publicUrl: string): Record<string, string> {
  return {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'permissions-policy': [
      'clipboard-read=(self)',
      'clipboard-write=(self)',
      'fullscreen=(self)',
      ...off.map((feature) => `${feature}=()`),
    ].join(', '),
    'cache-control': 'no-store',
    ...(publicUrl.startsWith('https:')
      ? { 'strict-transport-security': `max-age=${twoYears}; includeSubDomains` }
      : {}),
  };
}

export const reportPath = '/csp-report';

/**
 * Of a page. Its forms go to the portal and to the interfaces of facilities, which is how a ticket gets there, and over
 * the portal to where an issuer signs people out.
 */
export function pageHeaders(
  publicUrl: string,
  { nonce, facilities, signOutOrigins }: { nonce: string; facilities: FacilityEntry[]; signOutOrigins: string[] },
): Record<string, string> {
  const apps = facilities.flatMap(({ appsUrl }) => (appsUrl === null ? [] : [interfacesOf(appsUrl)]));
  const formTargets = [...new Set([...apps, ...signOutOrigins])].sort();
  return {
    'content-security-policy': [
      "default-src 'self'",
      `script-src 'self' 'nonce-${nonce}'`,
      `style-src 'self' 'nonce-${nonce}'`,
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "connect-src 'self'",
      ["form-action 'self'", ...formTargets].join(' '),
      "frame-src 'none'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      `report-uri ${reportPath}`,
      'report-to csp',
    ].join('; '),
    'reporting-endpoints': `csp="${publicUrl}${reportPath}"`,
    'content-type': 'text/html; charset=utf-8',
  };
}

/** `https://apps.facility.example:8443` → `https://*.apps.facility.example:8443`. */
function interfacesOf(appsUrl: string): string {
  const { protocol, host } = new URL(appsUrl);
  return `${protocol}//*.${host}`;
}
