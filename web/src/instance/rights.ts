import type { People } from '@atrium/contract/v1/members';
import type { Role } from '@atrium/contract/v1/values';

type Act = 'open' | 'watch' | 'start' | 'stop' | 'restart' | 'rename' | 'extend' | 'end' | 'readLog';

/** What a page offers to whom. The facility decides again; nothing is shown that it would refuse. */
const rights: Record<Role, readonly Act[]> = {
  owner: ['open', 'watch', 'start', 'stop', 'restart', 'rename', 'extend', 'end', 'readLog'],
  collaborator: ['open', 'watch', 'start', 'readLog'],
  viewer: ['watch'],
  support: [],
};

export function may(role: Role, act: Act): boolean {
  return rights[role].includes(act);
}

/** A desktop can be watched; everything else is opened with all that is in it, or not at all. */
export function mayOpen(role: Role, kind: string): boolean {
  return may(role, kind === 'desktop' ? 'watch' : 'open');
}

/** Whether it is closed to all but its owner until that person is back. */
export function isClosed({ ownerPresent, away }: Pick<People, 'ownerPresent' | 'away'>, kind: string): boolean {
  if (ownerPresent || away === 'allow') return false;
  return !(away === 'watch' && kind === 'desktop');
}
