import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';

/** Data that may be opened, at every facility, by words in them. What was found before stays until the answer comes. */
export function useDatasets(text: string) {
  return useQuery({
    ...api.launch.datasets.queryOptions({ input: text.trim() ? { text: text.trim().slice(0, 200) } : {} }),
    placeholderData: keepPreviousData,
  });
}
