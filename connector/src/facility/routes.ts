import type { Config } from '../config.ts';
import { forEverybody } from '../people/callers.ts';
import type { Watched } from '../watched-file.ts';
import { type Announcement, current } from './announcements.ts';
import type { Health } from './health.ts';

/** Of this connector. */
const version = '0.1.0';

type Parts = { config: Config; health: Health; announcements: Watched<Announcement[]>; clock: () => Date };

export function createFacilityRoutes({ config, health, announcements, clock }: Parts) {
  const { id, name, kind, description, accent, contact, accessUrl, timeZone } = config.facility;
  const offered = { compute: config.engine !== null, catalogue: config.datasets !== null };
  const capabilities = { ...offered, storage: false, publish: false };

  return {
    get: forEverybody.facility.get.handler(async () => ({
      id,
      name,
      kind,
      description,
      accent,
      contact,
      accessUrl,
      timeZone,
      version,
      capabilities,
      announcements: current(announcements.current(), clock()),
      health: await health(),
    })),
  };
}
