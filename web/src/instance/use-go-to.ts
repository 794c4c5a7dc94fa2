import type { Instance } from '@atrium/contract/v1/instances';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { at } from '../api.ts';

/** Leads to the page of an instance that was just asked for, which shows it at once. */
export function useGoTo(facility: string) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return (created: Instance) => {
    const { id } = created;
    queries.setQueryData(at(facility).instances.get.queryKey({ input: { id } }), created);
    navigate({ to: '/instances/$facility/$id', params: { facility, id } });
  };
}
