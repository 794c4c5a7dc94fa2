import { isLoopback } from '@atrium/contract/secure-url';
import { createRemoteJWKSet, type JWTVerifyGetKey, customFetch as joseFetch } from 'jose';
import * as client from 'openid-client';
import { halvesOf, privateJwk, readKeyFile } from '../keys/key-file.ts';
import { boundedFetch } from './bounded-fetch.ts';
import type { IssuerProfile } from './issuer-profile.ts';

const timeoutSeconds = 5;
const rediscoverMs = 3600_000;

/** One identity provider, as the portal uses it. */
export type Issuer = {
  profile: IssuerProfile;
  /** What it says of itself; asked when first needed, again after an hour, and again after a failure. */
  configuration: () => Promise<client.Configuration>;
  /** Its keys, for what is not an answer to us: logout tokens. */
  keys: () => Promise<JWTVerifyGetKey>;
  /** Where it signs people out, as far as it has said so. */
  signOutOrigins: () => string[];
};

export type Issuers = Map<string, Issuer>;

/** @throws Error that names the setting when a client key cannot be used. */
export async function createIssuers(profiles: IssuerProfile[], clock: () => Date): Promise<Issuers> {
  const all = await Promise.all(
    profiles.map(async (profile, at) => {
      const setting = `issuers.${at}.clientKeyFile`;
      const key = readKeyFile(setting, profile.clientKeyFile, privateJwk);
      const halves = await halvesOf(key, `${setting}: ${profile.clientKeyFile}`);
      return [profile.id, createIssuer(profile, halves, clock)] as const;
    }),
  );
  return new Map(all);
}

type ClientKey = Pick<Awaited<ReturnType<typeof halvesOf>>, 'kid' | 'privateKey'>;

function createIssuer(profile: IssuerProfile, { kid, privateKey }: ClientKey, clock: () => Date): Issuer {
  const proof = client.PrivateKeyJwt({ key: privateKey, kid });
  let known: { configuration: Promise<client.Configuration>; at: number } | undefined;
  let saidEndpoints: string[] = [];
  let keySet: { uri: string; keys: JWTVerifyGetKey } | undefined;

  function configuration(): Promise<client.Configuration> {
    const at = clock().getTime();
    if (!known || at - known.at > rediscoverMs) known = { configuration: renew(known?.configuration), at };
    return known.configuration;
  }

  /** What was known goes on being used while the issuer is away; what was never known is asked again at once. */
  async function renew(before: Promise<client.Configuration> | undefined): Promise<client.Configuration> {
    try {
      const discovered = await discover(profile, proof);
      const { end_session_endpoint: signOut = '' } = discovered.serverMetadata();
      saidEndpoints = URL.canParse(signOut) ? [signOut] : [];
      return discovered;
    } catch (error) {
      if (before) return before;
      known = undefined;
      throw error;
    }
  }

  async function keys(): Promise<JWTVerifyGetKey> {
    const { jwks_uri: uri } = (await configuration()).serverMetadata();
    if (!uri) throw new Error(`${profile.issuer} publishes no keys`);
    if (keySet?.uri !== uri) {
      const remote = createRemoteJWKSet(new URL(uri), {
        timeoutDuration: timeoutSeconds * 1000,
        cacheMaxAge: 24 * 3600_000,
        [joseFetch]: boundedFetch,
      });
      keySet = { uri, keys: remote };
    }
    return keySet.keys;
  }

  function signOutOrigins(): string[] {
    return [...new Set([profile.issuer, ...saidEndpoints].map((url) => new URL(url).origin))];
  }

  return { profile, configuration, keys, signOutOrigins };
}

async function discover(profile: IssuerProfile, proof: client.ClientAuth): Promise<client.Configuration> {
  const configuration = await client.discovery(
    new URL(profile.issuer),
    profile.clientId,
    { id_token_signed_response_alg: profile.idTokenAlg },
    proof,
    {
      timeout: timeoutSeconds,
      [client.customFetch]: boundedFetch,
      // Without it, whatever a token endpoint answers is believed, unsigned.
      execute: [
        client.enableNonRepudiationChecks,
        ...(isLoopback(profile.issuer) ? [client.allowInsecureRequests] : []),
      ],
    },
  );
  const said = configuration.serverMetadata().issuer;
  if (said !== profile.issuer) throw new Error(`the issuer says that it is ${said}, not ${profile.issuer}`);
  return configuration;
}
