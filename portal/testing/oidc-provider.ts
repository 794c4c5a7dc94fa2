import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { type Configuration, Provider } from 'oidc-provider';
import { onTestFinished } from 'vitest';
import type { initPortal } from '../src/init.ts';

type Client = Awaited<ReturnType<typeof initPortal>>['clients'][number];

const claims = {
  openid: ['sub'],
  profile: ['name'],
  voperson_id: ['voperson_id'],
  eduperson_entitlement: ['eduperson_entitlement'],
};
export const scopes = [...Object.keys(claims), 'offline_access'];

/** A certified identity provider, at which one person is signed in without being asked. */
export async function startOidcProvider() {
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  let handle: ReturnType<Provider['callback']> = async () => {};

  async function register(client: Client): Promise<Provider> {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const provider = new Provider(url, {
      ...configuration,
      clients: [client as never],
      jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'ES256' } as JWK] },
    });
    const protocol = provider.callback();
    handle = async (request, response) => {
      if (!request.url?.startsWith('/sign-in/')) return protocol(request, response);
      await provider.interactionFinished(request, response, { login: { accountId: 'mira' } });
    };
    return provider;
  }

  return { url, register };
}

const configuration: Configuration = {
  claims,
  scopes: ['openid', 'offline_access'],
  enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: ['ES256'] },
  cookies: { keys: ['of a test'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: 'Mira Okafor',
      voperson_id: `${id}@demo.atrium.example`,
      eduperson_entitlement: ['urn:geant:demo.atrium.example:group:lumen'],
    }),
  }),
  interactions: { url: (_, { uid }) => `/sign-in/${uid}` },
  loadExistingGrant: async ({ oidc: { client, session, provider } }) => {
    const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
    grant.addOIDCScope(scopes.join(' '));
    await grant.save();
    return grant;
  },
  pkce: { required: () => true },
  issueRefreshToken: () => true,
  rotateRefreshToken: () => true,
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = form;
      },
    },
  },
  /** Its own one refuses addresses of this machine, where the portal is. */
  fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
};
