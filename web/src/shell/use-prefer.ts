import type { Me } from '@atrium/contract/portal/account';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';
import { useMe } from '../login/login-provider.tsx';

/** Keeps a preference with the person. Signed out, it is this browser's alone. */
export function usePrefer() {
  const me = useMe();
  const queries = useQueryClient();
  const { mutate } = useMutation(api.account.prefer.mutationOptions());
  return (part: Partial<Me['preferences']>) => {
    if (!me) return;
    const preferences = { ...me.preferences, ...part };
    queries.setQueryData(api.account.me.queryKey(), { ...me, preferences });
    mutate(preferences);
  };
}
