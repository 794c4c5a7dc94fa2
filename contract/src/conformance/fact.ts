import type { Run } from './run.ts';

/** Where a fact is asked: everywhere, or by what the facility declares; `gateway`: where the suite has a gateway's key. */
export type Where = 'everywhere' | 'compute' | 'catalogue' | 'no compute' | 'no catalogue' | 'gateway';

/** One thing that is true of every connector. It throws `Unmet` where it is not. */
export type Fact = { group: string; name: string; where: Where; check: (run: Run) => Promise<void> };

type Checks = Record<string, Fact['check']>;

/** Facts of one group, each by its name. */
export function factsOf(group: string, where: Where, checks: Checks): Fact[] {
  return Object.entries(checks).map(([name, check]) => ({ group, name, where, check }));
}
