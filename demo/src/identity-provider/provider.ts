import { once } from 'node:events';
import { createServer } from 'node:http';
import type { JWK } from 'jose';
import { type Configuration, Provider } from 'oidc-provider';
import type { Logger } from 'pino';
import { claimsOf, claimsOfScopes } from './claims.ts';
import { headersOf, messagePage, signOutPage } from './pages.ts';
import type { Settings } from './settings.ts';
import { createSignIn } from './sign-in.ts';
import { openStore } from './store.ts';

type Outside = { clock: () => Date; log: Logger };

/** An identity provider for the people of the demo, on this machine alone. */
export async function startIdentityProvider(settings: Settings, { clock, log }: Outside) {
  const { issuer, portal } = settings;
  const store = openStore(settings.stateFile, clock);
  const provider = new Provider(issuer, { ...configurationOf(settings), adapter: store.adapterOf });
  provider.on('server_error', (_, error) => log.error({ err: error }, 'an unexpected error'));
  provider.on('grant.error', (_, error) => log.info({ reason: error.error_detail ?? error.message }, 'refused'));
  provider.on('backchannel.error', (_, error) => log.warn({ reason: error.message }, 'the portal took no logout'));

  const signIn = createSignIn(provider, settings);
  const protocol = provider.callback();
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/sign-in/')) {
      protocol(request, response);
      return;
    }
    signIn({ request, response }).catch((error) => {
      log.error({ err: error }, 'an unexpected error');
      response.writeHead(500, headersOf(portal.origin));
      response.end(messagePage('Something went wrong', 'The cause stands in the log.', portal.origin));
    });
  });
  const { hostname, port } = new URL(issuer);
  server.listen(Number(port || 80), hostname.replace(/[[\]]/g, ''));
  await once(server, 'listening');

  async function stop() {
    server.close();
    server.closeAllConnections();
    await store.close();
  }
  return { stop };
}

const hour = 3600;

function configurationOf({ accounts, portal, signingKey, cookieKey }: Settings): Configuration {
  return {
    clients: [
      {
        client_id: portal.clientId,
        client_name: 'Atrium',
        redirect_uris: [`${portal.origin}/sign-in/callback`],
        post_logout_redirect_uris: [`${portal.origin}/signed-out`],
        backchannel_logout_uri: `${portal.origin.replace('//localhost', '//127.0.0.1')}/back-channel-logout`,
        backchannel_logout_session_required: true,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        id_token_signed_response_alg: 'ES256',
        jwks: { keys: [{ ...portal.publicKey, use: 'sig', alg: 'ES256' } as JWK] },
      },
    ],
    jwks: { keys: [{ ...signingKey, use: 'sig', alg: 'ES256' } as JWK] },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'], clientAuthSigningAlgValues: ['ES256'] },
    cookies: { keys: [cookieKey] },
    claims: claimsOfScopes,
    scopes: ['openid', 'offline_access'],
    findAccount: (_, id) => {
      const account = accounts.find((one) => one.id === id);
      return account && { accountId: id, claims: () => claimsOf(account) };
    },
    interactions: { url: (_, { uid }) => `/sign-in/${uid}` },
    /** The portal is of the same house: nobody is asked for consent. */
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider } = oidc;
      if (!client || !session?.accountId) return undefined;
      const grantId = session.grantIdFor(client.clientId);
      const existing = grantId ? await provider.Grant.find(grantId) : undefined;
      if (existing) return existing;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope(['offline_access', ...Object.keys(claimsOfScopes)].join(' '));
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: () => true,
    ttl: {
      AccessToken: hour,
      AuthorizationCode: 60,
      Grant: 12 * hour,
      IdToken: hour,
      Interaction: hour / 4,
      RefreshToken: 12 * hour,
      Session: 12 * hour,
    },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.set(headersOf(portal.origin));
          ctx.body = signOutPage(form);
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.set(headersOf(portal.origin));
          ctx.body = messagePage('Signed out', 'You are signed out of the demo login.', portal.origin);
        },
      },
    },
    renderError: (ctx, { error, error_description }) => {
      ctx.set(headersOf(portal.origin));
      ctx.body = messagePage('This did not work', error_description ?? error, portal.origin);
    },
    /** Its own one refuses addresses of this machine, where the portal is. */
    fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined } as RequestInit),
  };
}
