import type { ViewerSession } from '@atrium/contract/viewer/api';

/** The portal's page of the instance. */
export function instancePage({ portalUrl, facility, instance }: ViewerSession): string {
  return new URL(`/instances/${facility.id}/${instance.id}`, portalUrl).href;
}

/** The portal's page that opens this interface again, and returns to `path` on this host. */
export function openAgain({ portalUrl, facility, instance, interface: { name } }: ViewerSession, path: string): string {
  const address = new URL(`/open/${facility.id}/${instance.id}/${name}`, portalUrl);
  address.searchParams.set('path', path);
  return address.href;
}

/** `Tidy-Grebe-2026-11-26T10-14-05.png` */
export function pictureName(instance: string, at: Date): string {
  return `${instance.replaceAll(/[^\p{L}\p{N}]+/gu, '-')}-${at.toISOString().slice(0, 19).replaceAll(':', '-')}.png`;
}
