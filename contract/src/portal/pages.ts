/**
 * The first part of the address of every page that there is or will be. The portal answers them with the pages, and
 * lets a sign-in come back to them; anything else is "not found". Whatever follows is the pages' own matter.
 */
const places = [
  'welcome',
  'instances',
  'open',
  'facilities',
  'account',
  'search',
  'datasets',
  'files',
  'transfers',
  'publications',
  'recordings',
  'proposals',
  'usage',
  'admin',
  'join',
  'help',
  'signed-out',
  'sign-in-failed',
];

export function isPage(pathname: string): boolean {
  const [, place] = pathname.split('/');
  return pathname === '/' || (pathname.startsWith('/') && places.includes(place ?? ''));
}

/** Where the portal sends a browser whose sign-in failed: `?step=…&trace=…&returnTo=…`. */
export const signInFailedPage = '/sign-in-failed';

/** What the portal fills into the built page. Vite puts the nonce where it belongs (`html.cspNonce`). */
export const placeholders = {
  nonce: '__ATRIUM_NONCE__',
  title: '%ATRIUM_TITLE%',
  description: '%ATRIUM_DESCRIPTION%',
} as const;
