const kept = 'atrium.fragment';

/** Where a person signs in, to come back to an address of these pages. */
export function signInAddress(returnTo: string): string {
  return `/sign-in?${new URLSearchParams({ returnTo })}`;
}

/** No server hears of a fragment, so it waits in this tab until the person is back (C4). */
export function keepFragment({ pathname, search, hash }: Location): void {
  if (hash) sessionStorage.setItem(kept, JSON.stringify({ address: pathname + search, hash }));
}

/** Called once, before the pages look at the address. */
export function restoreFragment({ pathname, search, hash }: Location): void {
  const text = sessionStorage.getItem(kept);
  if (!text) return;
  sessionStorage.removeItem(kept);
  const { address, hash: before } = JSON.parse(text) as { address: string; hash: string };
  if (!hash && address === pathname + search) history.replaceState(history.state, '', address + before);
}
