import { join } from 'node:path';
import type { JWK } from 'jose';
import type { Account, Settings } from '../identity-provider/settings.ts';
import type { Places } from './places.ts';
import { publicPart, type Secrets, writeSecret } from './secrets.ts';

/** What the portal is called at the identity provider. */
export const clientId = 'atrium';

type Known = { places: Places; secrets: Secrets; clientKey: JWK; accounts: (Account & { is: string })[] };

export async function writeIdentityProvider(
  state: string,
  { places, secrets, clientKey, accounts }: Known,
): Promise<void> {
  const settings: Settings = {
    issuer: places.identityProvider.issuer,
    stateFile: join(state, 'identity-provider/state.json'),
    signingKey: secrets.identityProvider,
    cookieKey: secrets.cookieKey,
    portal: { clientId, origin: places.portal.origin, publicKey: await publicPart(clientKey) },
    accounts: accounts.map(({ is: _, ...account }) => account),
  };
  await writeSecret(join(state, 'identity-provider/settings.json'), settings);
}
