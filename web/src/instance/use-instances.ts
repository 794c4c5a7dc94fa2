import type { Facility } from '@atrium/contract/portal/federation';
import { useQueries } from '@tanstack/react-query';
import { api } from '../api.ts';
import { useFederation } from '../federation/use-federation.ts';
import type { Seen } from './life.ts';

/** What is known of my instances while facilities answer one by one. */
export type Instances = {
  seen: Seen[];
  answered: Facility[];
  asking: Facility[];
  failed: { facility: Facility; error: Error; retry: () => void }[];
  /** All facilities have answered, or failed to. */
  settled: boolean;
};

/** My instances everywhere. Each facility is asked for itself, so nobody waits for the slowest. */
export function useInstances(over: 'include' | 'exclude') {
  const federation = useFederation();
  const facilities = federation.data?.facilities ?? [];
  const queries = useQueries({
    queries: facilities.map(({ id }) => api.instances.list.queryOptions({ input: { facility: id, over } })),
  });

  const instances: Instances = { seen: [], answered: [], asking: [], failed: [], settled: federation.isSuccess };
  facilities.forEach((facility, at) => {
    const query = queries[at];
    if (query?.data) {
      const { instances: listed, observedAt, silentSince } = query.data;
      instances.answered.push(facility);
      instances.seen.push(...listed.map((instance) => ({ instance, facility, observedAt, silentSince })));
    } else if (query?.error && !query.isFetching) {
      instances.failed.push({ facility, error: query.error, retry: query.refetch });
    } else {
      instances.asking.push(facility);
      instances.settled = false;
    }
  });
  return { federation, instances };
}
