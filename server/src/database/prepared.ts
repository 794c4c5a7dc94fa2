/** So many statements at most, for each takes memory on each connection; what comes later is not prepared. */
const most = 500;
/** PostgreSQL says so of a prepared statement when a migration has changed what it selects. */
const changedResult = '0A000';

/**
 * Names under which PostgreSQL keeps statements prepared, connection by connection: then it need not parse and plan them
 * each time. A text that comes once is not worth it, as those that Kysely makes for a list of each length.
 */
export function createNames() {
  let generation = 0;
  let names = new Map<string, string>();
  let seenOnce = new Set<string>();

  /** Undefined: this one is not prepared. Several statements in one text cannot be, and these have no parameters. */
  function nameOf(text: string, parameters: unknown[]): string | undefined {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (parameters.length === 0 || names.size >= most) return undefined;
    if (!seenOnce.delete(text)) {
      if (seenOnce.size >= most) seenOnce = new Set();
      seenOnce.add(text);
      return undefined;
    }
    const name = `${generation}.${names.size}`;
    names.set(text, name);
    return name;
  }

  /** Whether all of them must be prepared anew, because of an error of one: from now on they have other names. */
  function areStale(error: unknown): boolean {
    if ((error as { code?: string }).code !== changedResult) return false;
    generation += 1;
    names = new Map();
    return true;
  }

  return { nameOf, areStale };
}
