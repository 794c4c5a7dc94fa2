/** Which invitation, at which facility. Its code opens the instance once, for whoever has it first. */
export type Invited = { facility: string; code: string };

const kept = 'atrium.invitation';
const page = '/join';

/** What is sent to one person. The code stands in the fragment, of which no server hears. */
export function invitationLink(origin: string, { facility, code }: Invited): string {
  return `${origin}${page}#${facility}.${code}`;
}

/**
 * Called before the pages look at the address: an invitation leaves it at once, and waits in this tab, over a sign-in
 * too, until it is answered.
 */
export function takeInvitation({ pathname, search, hash }: Location): void {
  if (pathname !== page || !hash) return;
  const [, facility, code] = /^#([a-z0-9-]{1,64})\.([\w-]{43})$/.exec(hash) ?? [];
  if (facility && code) sessionStorage.setItem(kept, JSON.stringify({ facility, code } satisfies Invited));
  else sessionStorage.removeItem(kept);
  history.replaceState(history.state, '', pathname + search);
}

export function keptInvitation(): Invited | undefined {
  const text = sessionStorage.getItem(kept);
  return text === null ? undefined : (JSON.parse(text) as Invited);
}

export function forgetInvitation(): void {
  sessionStorage.removeItem(kept);
}
