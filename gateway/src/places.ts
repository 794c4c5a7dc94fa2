import type { Grant } from '@atrium/contract/gateway/api';

const mostPlaces = 10_000;

/** Which interface a host belongs to, and how whoever was there wants to be spoken to: for the page that leads back. */
export type Place = { facility: string; instance: string; interface: string } & Pick<
  Grant,
  'language' | 'colourScheme'
>;

/** Known from grants, also those that are over. A host is never used again, so it is never wrong. */
export function createPlaces() {
  const byHost = new Map<string, Place>();

  function remember({ host, facility, instance, interface: { name }, language, colourScheme }: Grant): void {
    byHost.delete(host);
    byHost.set(host, { facility: facility.id, instance: instance.id, interface: name, language, colourScheme });
    for (const oldest of byHost.size > mostPlaces ? byHost.keys().take(1) : []) byHost.delete(oldest);
  }

  return { remember, find: (host: string) => byHost.get(host) };
}
