import type { Instance } from '@atrium/contract/v1/instances';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, at } from '../api.ts';

/** Changes of one instance. The answer stands in every list at once; the stream tells the rest. */
export function useChange(facility: string, id: string) {
  const queries = useQueryClient();
  const { instances } = at(facility);
  const onSuccess = (changed: Instance) => {
    queries.setQueryData(instances.get.queryKey({ input: { id } }), changed);
    for (const over of ['include', 'exclude'] as const) {
      queries.setQueryData(api.instances.list.queryKey({ input: { facility, over } }), (list) =>
        list ? { ...list, instances: list.instances.map((one) => (one.id === id ? changed : one)) } : undefined,
      );
    }
  };
  return {
    start: useMutation(instances.start.mutationOptions({ onSuccess })),
    stop: useMutation(instances.stop.mutationOptions({ onSuccess })),
    restart: useMutation(instances.restart.mutationOptions({ onSuccess })),
    end: useMutation(instances.delete.mutationOptions({ onSuccess })),
    extend: useMutation(instances.extend.mutationOptions({ onSuccess })),
    rename: useMutation(instances.rename.mutationOptions({ onSuccess })),
  };
}
