import { useQuery } from '@tanstack/react-query';
import { at } from '../../api.ts';
import type { Seen } from '../../instance/life.ts';

/** What happened to it, oldest first. */
export function useEvents({ instance, facility }: Seen) {
  return useQuery(at(facility.id).events.list.queryOptions({ input: { instance: instance.id, limit: 500 } }));
}
