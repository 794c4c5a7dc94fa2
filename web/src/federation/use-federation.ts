import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';

/** Which facilities there are, as last known; `facility` event of the stream asks again. */
export function useFederation() {
  return useQuery(api.federation.get.queryOptions());
}
