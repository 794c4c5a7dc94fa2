import type { Facility } from '@atrium/contract/portal/federation';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, at } from '../api.ts';
import { silentSince } from '../messages/explain.ts';
import { facilityState } from './facility-state.ts';

/** What a facility says of itself, with what the portal knows of its silence. */
export function useFacility(facility: Facility) {
  const queries = useQueryClient();
  const query = useQuery(at(facility.id).facility.get.queryOptions());
  const since = facility.silentSince ?? silentSince(query.error) ?? null;
  const state =
    query.error && !since ? ('down' as const) : facilityState({ ...facility, silentSince: since }, query.data);

  /** Once it has answered, the portal no longer counts it as silent. */
  async function ask() {
    await query.refetch();
    await queries.invalidateQueries({ queryKey: api.federation.key() });
  }
  return { said: query.data, since, state, error: query.error, ask, isAsking: query.isFetching };
}
