/** What the contract says and the connector did not do. */
export class Unmet extends Error {}

/** The connector says that it does not do this, where the contract lets it. */
export class NotOffered extends Error {}

export function demand(isSo: boolean, expected: string, instead?: unknown): asserts isSo {
  if (!isSo)
    throw new Unmet(instead === undefined ? `expected ${expected}` : `expected ${expected}, got ${text(instead)}`);
}

export function demandEqual(seen: unknown, wanted: unknown, what: string): void {
  demand(text(seen) === text(wanted), `${what} to be ${text(wanted)}`, seen ?? 'nothing');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
