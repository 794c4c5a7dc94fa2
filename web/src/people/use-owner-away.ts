import type { Seen } from '../instance/life.ts';
import { isClosed } from '../instance/rights.ts';
import { useMembers } from './use-members.ts';

/** For everybody but the owner: whether a way in, by its kind, or a start waits for the owner's return. */
export function useOwnerAway(seen: Seen): (kind: string) => boolean {
  const { instance } = seen;
  const isWanted = instance.role !== 'owner' && (instance.state === 'ready' || instance.state === 'stopped');
  const { people } = useMembers(seen, isWanted);
  return (kind) => isWanted && people !== undefined && isClosed(people, kind);
}
