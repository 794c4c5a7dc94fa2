import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import { ORPCError } from '@orpc/client';
import type { Login } from '../account/login.ts';
import type { Facilities } from '../facilities/facilities.ts';
import type { Asking, FacilityClient } from './facility-client.ts';

export type Missing = { facility: string; since: string }[];
type Parts = { client: FacilityClient; facilities: Facilities; clock: () => Date; withinMs: number };
type Asked<Answer> = (
  client: FacilityClient,
  options: { context: Asking; signal?: AbortSignal },
  entry: FacilityEntry,
) => Promise<Answer>;

export type Caller = { login: Login | undefined; traceId: string; signal: AbortSignal | undefined };

/** Asks every facility at once; answers with what came in time, and names who is missing and since when. */
export function createFanOut({ client, facilities, clock, withinMs }: Parts) {
  return async function askAll<Answer>({ login, traceId, signal }: Caller, ask: Asked<Answer>) {
    const missing: Missing = [];
    const answers = await Promise.all(
      facilities.all().map(async (entry) => {
        const context: Asking = { entry, as: login ? { login } : 'nobody', traceId, withinMs };
        try {
          return [{ entry, answer: await ask(client, signal ? { context, signal } : { context }, entry) }];
        } catch (error) {
          signal?.throwIfAborted();
          if (!isRefusal(error, 'NOT_OFFERED')) missing.push({ facility: entry.id, since: since(entry.id) });
          return [];
        }
      }),
    );
    return { answers: answers.flat(), missing };
  };

  function since(facility: string): string {
    return (facilities.silentSince(facility) ?? clock()).toISOString();
  }
}

export type FanOut = ReturnType<typeof createFanOut>;

export function isRefusal(error: unknown, code: string): boolean {
  return error instanceof ORPCError && error.code === code;
}
