const longestPath = 2000;

/**
 * The address on this origin that such a path leads to, whole: as a path alone, `/..//evil.example` would be read as
 * another host. `undefined`: it leads elsewhere, or might in some browser.
 */
export function pathOn(ownOrigin: string, path: string): string | undefined {
  if (path.length > longestPath || !/^\/[\x21-\x7e]*$/.test(path) || path.includes('\\')) return undefined;
  if (!URL.canParse(path, ownOrigin)) return undefined;
  const { origin, protocol, pathname, href } = new URL(path, ownOrigin);
  const isHere = origin === ownOrigin && /^https?:$/.test(protocol) && !pathname.startsWith('//');
  return isHere ? href : undefined;
}
