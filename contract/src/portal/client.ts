import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { decodeError } from '../error-body.ts';
import { api } from '../v1/api.ts';
import type { ConnectorClient } from '../v1/client.ts';
import { portal } from './api.ts';

export type PortalClient = ContractRouterClient<typeof portal>;

/** By this header the portal knows that a page of its own asks: a page of another site cannot send it unasked (CORS). */
export const fromPage = { 'x-atrium': 'page' };

type MoreHeaders = () => Record<string, string>;

/**
 * The portal, typed by its contract; refusals are thrown as errors of the catalogue. `origin`: the portal's.
 * `more`: headers that each call brings of its own, as that of its trace.
 */
export function createPortalClient(origin: string, more: MoreHeaders = () => ({})): PortalClient {
  return createORPCClient(
    new OpenAPILink(portal, {
      url: `${origin}/api`,
      headers: () => ({ ...fromPage, ...more() }),
      customErrorResponseBodyDecoder: (body, response) => decodeError(body, response.status),
    }),
  );
}

/** One facility, through the portal. */
export function createRelayedClient(origin: string, facility: string, more: MoreHeaders = () => ({})): ConnectorClient {
  return createORPCClient(
    new OpenAPILink(api, {
      url: `${origin}/api/f/${facility}/v1`,
      headers: () => ({ ...fromPage, ...more() }),
      customErrorResponseBodyDecoder: (body, response) => decodeError(body, response.status),
    }),
  );
}
