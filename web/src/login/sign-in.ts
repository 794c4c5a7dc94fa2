const kept = 'atrium.fragment';

/** Where a person signs in, to come back to an address of these pages. */
export function signInAddress(returnTo: string): string {
  return `/sign-in?${new URLSearchParams({ returnTo })}`;
}

/** No server hears of a fragment, so it waits in this tab until the person is back (C4). */
export function keepFragment({ pathname, search, hash }: Location): void {
  if (hash) sessionStorage.setItem(kept, JSON.stringify({ address: pathname + search, hash }));
}

/** Called once, before the pages look at the address. A sign-in that failed on the way takes nothing. */
export function restoreFragment({ pathname, search, hash }: Location): void {
  const text = sessionStorage.getItem(kept);
  if (!text) return;
  const { address, hash: before } = JSON.parse(text) as { address: string; hash: string };
  if (address !== pathname + search) return;
  sessionStorage.removeItem(kept);
  if (!hash) history.replaceState(history.state, '', address + before);
}
