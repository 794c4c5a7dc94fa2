import type { Instance } from '@atrium/contract/v1/instances';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, at } from '../api.ts';
import { useFederation } from '../federation/use-federation.ts';
import { silentSince } from '../messages/explain.ts';
import type { Seen } from './life.ts';

/** One instance: as it is, or while its facility is silent, as the portal last knew it. */
export function useInstance(facilityId: string, id: string) {
  const federation = useFederation();
  const queries = useQueryClient();
  const now = useQuery({
    ...at(facilityId).instances.get.queryOptions({ input: { id } }),
    placeholderData: () => listed(queries, facilityId, id),
  });
  const since = silentSince(now.error);
  const known = useQuery({
    ...api.instances.list.queryOptions({ input: { facility: facilityId, over: 'include' } }),
    enabled: since !== undefined,
  });

  const facility = federation.data?.facilities.find((one) => one.id === facilityId);
  const before = known.data?.instances.find((one) => one.id === id) ?? now.data;
  let seen: Seen | undefined;
  if (facility && now.data && !now.error) {
    const observedAt = new Date(now.dataUpdatedAt || Date.now()).toISOString();
    seen = { instance: now.data, facility, observedAt, silentSince: null };
  } else if (facility && before && since) {
    seen = { instance: before, facility, observedAt: known.data?.observedAt ?? since, silentSince: since };
  }
  const error = federation.error ?? (since ? known.error : now.error) ?? null;
  return {
    seen,
    facility,
    error: seen ? null : error,
    retry: () => Promise.all([federation.refetch(), now.refetch()]),
  };
}

/** Whoever comes from a list sees it at once, as it stood there. */
function listed(queries: QueryClient, facility: string, id: string): Instance | undefined {
  for (const over of ['exclude', 'include'] as const) {
    const list = queries.getQueryData(api.instances.list.queryKey({ input: { facility, over } }));
    const found = list?.instances.find((one) => one.id === id);
    if (found && !list?.silentSince) return found;
  }
  return undefined;
}
