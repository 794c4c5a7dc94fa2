/** On every host, what is below `/.atrium/` is the gateway's own, and never reaches the interface. */
export const ownPaths = {
  root: '/.atrium/',
  ticket: '/.atrium/ticket',
  /** Below this only on hosts of desktops: on others a page of the interface could read what is there. */
  viewer: '/.atrium/',
  api: '/.atrium/api',
  desktop: '/.atrium/rfb',
} as const;

export function isOurs(target = ''): boolean {
  return target.startsWith(ownPaths.root);
}
