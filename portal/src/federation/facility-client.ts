import { randomBytes } from 'node:crypto';
import { decodeError } from '@atrium/contract/error-body';
import { facilityUnknown } from '@atrium/contract/errors';
import type { FacilityEntry } from '@atrium/contract/portal/facility-entry';
import { api } from '@atrium/contract/v1/api';
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { ResponseValidationPlugin } from '@orpc/contract/plugins';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import type { Login } from '../account/login.ts';
import type { Facilities } from '../facilities/facilities.ts';
import type { FacilityHttp } from './facility-http.ts';
import type { Tokens } from './tokens.ts';
import { FacilityUnreachable, troubleOf } from './trouble.ts';

/** Whom the portal asks, for whom, and how long it waits: for the whole answer, or for a stream to begin. */
export type Asking = {
  entry: FacilityEntry;
  as: { login: Login } | 'machine' | 'nobody';
  traceId: string;
  withinMs: number;
};

export type FacilityClient = ContractRouterClient<typeof api, Asking>;

type Parts = {
  http: FacilityHttp;
  tokens: Tokens;
  facilities: Facilities;
  clock: () => Date;
  /** A facility was waited for in vain. */
  onSilence: (facility: string) => void;
};

/**
 * All connectors, by the contract: a token for each call, a deadline, every answer checked. What goes wrong is thrown as
 * an error of the catalogue that names the facility.
 */
export function createFacilityClient({ http, tokens, facilities, clock, onSilence }: Parts): FacilityClient {
  const link = new OpenAPILink<Asking>(api, {
    url: ({ context }) => `${context.entry.connectorUrl.replace(/\/$/, '')}/v1`,
    headers: async ({ context: { entry, as, traceId } }) => {
      const token = as === 'nobody' ? undefined : await tokenFor(entry, as);
      const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
      return { traceparent, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    },
    fetch: (request) => http.send(request),
    customErrorResponseBodyDecoder: (body, response) => decodeError(body, response.status),
    interceptors: [
      async ({ next, ...options }) => {
        const { context, signal } = options;
        if (facilities.find(context.entry.id) !== context.entry) throw facilityUnknown({ facility: context.entry.id });
        const tooLate = new AbortController();
        const timer = setTimeout(() => tooLate.abort(), context.withinMs);
        try {
          return await next({ ...options, signal: AbortSignal.any([tooLate.signal, ...(signal ? [signal] : [])]) });
        } catch (thrown) {
          if (signal?.aborted) throw signal.reason;
          const cause = tooLate.signal.aborted ? new FacilityUnreachable('not in time', { cause: thrown }) : thrown;
          throw trouble(cause, context);
        } finally {
          clearTimeout(timer);
        }
      },
    ],
    plugins: [new ResponseValidationPlugin(api)],
  });
  return createORPCClient(link);

  function tokenFor(entry: FacilityEntry, as: Exclude<Asking['as'], 'nobody'>): Promise<string> {
    return as === 'machine' ? tokens.forMachine(entry) : tokens.forPerson(as.login, entry);
  }

  function trouble(thrown: unknown, { entry, as }: Asking) {
    const silentSince = facilities.silentSince(entry.id) ?? clock();
    const error = troubleOf(thrown, { id: entry.id, silentSince }, as === 'nobody');
    if (error.code === 'FACILITY_SILENT') onSilence(entry.id);
    return error;
  }
}
