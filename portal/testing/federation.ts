import { onTestFinished, vi } from 'vitest';
import { startFacility } from './facility.ts';
import { startIssuer } from './issuer.ts';
import { createClock, type OnEnd, preparePortal, profileOf, startTestPortal } from './portal.ts';

type More = Parameters<typeof preparePortal>[1];

/** A portal with an issuer and facilities that answer, and a browser in which nobody is signed in yet. */
export async function federationWorld(ids: string[] = ['lumen'], more: More = {}, onEnd: OnEnd = onTestFinished) {
  const clock = createClock();
  const issuer = await startIssuer(clock.now, onEnd);
  const prepared = await preparePortal(
    [profileOf(issuer.url)],
    {
      logins: { sweepSeconds: 0.1, activitySeconds: 0.2 },
      facilityCalls: { watchSeconds: 0.3, fanOutSeconds: 2 },
      ...more,
    },
    onEnd,
  );
  const portal = await startTestPortal(prepared, { clock: clock.now }, onEnd);
  const facilities = await Promise.all(ids.map((id) => startFacility(portal.url, id, onEnd)));
  for (const { entry } of facilities) await portal.drop(entry);
  await untilJoined(portal.url, ids);
  return { clock, issuer, prepared, portal, facilities, browser: portal.openBrowser() };
}

export type FederationWorld = Awaited<ReturnType<typeof federationWorld>>;

async function federationOf(portalUrl: string): Promise<{
  facilities: { id: string; name: string; silentSince: string | null }[];
}> {
  return (await fetch(`${portalUrl}/api/federation`)).json() as Promise<never>;
}

/** Entries are read a moment after they were dropped. */
export async function untilJoined(portalUrl: string, ids: string[]): Promise<void> {
  await vi.waitFor(async () => {
    const known = (await federationOf(portalUrl)).facilities.map(({ id }) => id);
    const missing = ids.filter((id) => !known.includes(id));
    if (missing.length > 0) throw new Error(`${missing} have not joined`);
  }, 10_000);
}
