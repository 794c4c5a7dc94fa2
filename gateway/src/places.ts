import type { Grant } from '@atrium/contract/gateway/api';

const mostPlaces = 10_000;

/** Which interface a host belongs to, and the language of whoever was there: for the page that leads back to it. */
export type Place = { facility: string; instance: string; interface: string; language: string };

/** Known from grants, also those that are over. A host is never used again, so it is never wrong. */
export function createPlaces() {
  const byHost = new Map<string, Place>();

  function remember({ host, facility, instance, interface: { name }, language }: Grant): void {
    byHost.delete(host);
    byHost.set(host, { facility: facility.id, instance: instance.id, interface: name, language });
    for (const oldest of byHost.size > mostPlaces ? byHost.keys().take(1) : []) byHost.delete(oldest);
  }

  return { remember, find: (host: string) => byHost.get(host) };
}
