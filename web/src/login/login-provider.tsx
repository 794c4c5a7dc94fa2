import type { Me } from '@atrium/contract/portal/account';
import { ORPCError } from '@orpc/client';
import { MutationCache, QueryCache, QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect } from 'react';
import { api } from '../api.ts';

/** `asking`: not known yet. `ended`: was signed in and is no more; the page stays as it was. */
export type Login =
  | { is: 'asking' }
  | { is: 'out' }
  | { is: 'unknown'; error: Error; retry: () => void }
  | { is: 'in' | 'ended'; me: Me };

const Context = createContext<Login>({ is: 'asking' });

/** A failure is shown at once, with its own way to try again; what is live is not asked again by the clock. */
export function createQueries(): QueryClient {
  const onError = (error: Error) => {
    if (isLoginRequired(error)) queries.refetchQueries({ queryKey: api.account.me.key() });
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError: (error, { queryKey }) => !isOfMe(queryKey) && onError(error) }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY, networkMode: 'always' } },
  });
  return queries;
}

/** Knows who is signed in. Whichever call hears first that the login is over, all pages say so. */
export function LoginProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const { data: me, error, refetch } = useQuery(api.account.me.queryOptions());
  const isOver = isLoginRequired(error);

  // Whoever signed in again in another tab comes back to this one, and finds it as it was.
  useEffect(() => {
    if (!me || !isOver) return;
    const look = async () => {
      if (document.visibilityState === 'visible' && (await refetch()).isSuccess) queries.invalidateQueries();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [me, isOver, refetch, queries]);

  return <Context value={loginFrom(me, error, refetch)}>{children}</Context>;
}

export function useLogin(): Login {
  return use(Context);
}

/** The person; `undefined` while it is not known, and when nobody is signed in. */
export function useMe(): Me | undefined {
  const login = useLogin();
  return 'me' in login ? login.me : undefined;
}

function loginFrom(me: Me | undefined, error: Error | null, retry: () => void): Login {
  if (me) return { is: isLoginRequired(error) ? 'ended' : 'in', me };
  if (isLoginRequired(error)) return { is: 'out' };
  return error ? { is: 'unknown', error, retry } : { is: 'asking' };
}

function isOfMe(queryKey: readonly unknown[]): boolean {
  return JSON.stringify(queryKey[0]) === JSON.stringify(api.account.me.key()[0]);
}

function isLoginRequired(error: unknown): boolean {
  return error instanceof ORPCError && error.code === 'LOGIN_REQUIRED';
}
