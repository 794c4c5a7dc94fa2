import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initPortal } from '@atrium/portal/init';
import type { JWK } from 'jose';
import { facilities } from './facilities.ts';
import { entryOf } from './facility-files.ts';
import { clientId } from './identity-provider-files.ts';
import { entitlement, issuer } from './people.ts';
import type { Places } from './places.ts';
import { writeSecret } from './secrets.ts';

type Surroundings = { places: Places; databaseUrl: string };

const issuerId = 'demo';

/**
 * Writes what the portal is run by: its keys at the first start, where it listens and who its facilities are at each. An
 * entry that somebody else has put beside theirs stays.
 * @returns the key by which the portal proves to the identity provider who it is
 */
export async function writePortal(directory: string, { places, databaseUrl }: Surroundings): Promise<JWK> {
  const { origin, port } = places.portal;
  const profile = {
    id: issuerId,
    name: 'Demo login',
    issuer: places.identityProvider.issuer,
    clientId,
    idTokenAlg: 'ES256' as const,
    ...issuer,
  };
  const settings = {
    publicUrl: origin,
    port,
    name: 'Atrium',
    federationRoles: [
      { role: 'coordinator', issuer: issuerId, entitlement: entitlement('atrium', 'coordinator') },
      { role: 'support', issuer: issuerId, entitlement: entitlement('atrium', 'support') },
    ],
  };
  const file = join(directory, 'portal.json');
  if (!existsSync(file)) await initPortal(directory, { ...settings, issuers: [profile] });

  const kept = JSON.parse(await readFile(file, 'utf8'));
  const issuers = [{ ...profile, clientKeyFile: `client-key-${issuerId}.json` }];
  await writeSecret(file, { ...kept, ...settings, databaseUrl, issuers });
  for (const [index, facility] of facilities.entries()) {
    const entry = entryOf(facility, index + 1, places);
    await writeFile(join(directory, 'facilities', `${facility.id}.json`), JSON.stringify(entry, null, 2));
  }
  return JSON.parse(await readFile(join(directory, `client-key-${issuerId}.json`), 'utf8'));
}
