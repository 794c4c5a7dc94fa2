import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

/** The portal's published keys, fetched when an unknown one is named and kept for an hour between fetches. */
export function remoteKeys(url: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(url), { cacheMaxAge: 3_600_000, timeoutDuration: 3_000 });
}
