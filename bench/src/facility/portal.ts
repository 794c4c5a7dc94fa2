import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const issuer = 'http://localhost:9';
const identityProvider = 'http://127.0.0.1:9';

/** A portal as a connector knows it: an address with its keys, and tokens signed with them. Nobody signs in here. */
export async function startPortal(audience: string) {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256' }] });
  const server = createServer((_, response) => response.end(keys)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  /** What lets one person make one change: a token counts for one, and for five minutes. */
  function tokenFor(person: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now, exp: now + 300, login_exp: now + 8 * 3600 };
    const who = { scope: 'person', idp: identityProvider, sub: person, name: person, sid: `login of ${person}` };
    const claims = { iss: issuer, aud: audience, client_id: issuer, jti: randomUUID(), ...times, ...who };
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'bench' }).sign(privateKey);
  }

  return {
    issuer,
    identityProvider,
    keysUrl: `http://127.0.0.1:${port}/`,
    tokenFor,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
