import { isOver, isStarting, type Seen } from '../../instance/life.ts';

export const groups = ['all', 'ready', 'starting', 'stopped', 'failed', 'ended'] as const;
export type Group = (typeof groups)[number];

/** What the address asks for. `all`: whatever is not over. */
export type Filter = { state: Group; facility: string | undefined; text: string };

export function filterFrom(search: string): Filter {
  const asked = new URLSearchParams(search);
  const state = groups.find((one) => one === asked.get('state')) ?? 'all';
  return { state, facility: asked.get('facility') || undefined, text: asked.get('text')?.slice(0, 100) ?? '' };
}

export function addressOf({ state, facility, text }: Filter): string {
  const asked = new URLSearchParams();
  if (state !== 'all') asked.set('state', state);
  if (facility) asked.set('facility', facility);
  if (text) asked.set('text', text);
  const written = asked.toString();
  return written && `?${written}`;
}

export function isIn(group: Group, { instance }: Seen): boolean {
  switch (group) {
    case 'all':
      return !isOver(instance);
    case 'ready':
      return instance.state === 'ready';
    case 'starting':
      return isStarting(instance);
    case 'stopped':
      return instance.state === 'stopped' || instance.state === 'stopping';
    case 'failed':
      return instance.state === 'failed';
    case 'ended':
      return instance.state === 'ended' || instance.state === 'ending';
  }
}

/** All conditions but the one of the state, whose counts are shown. */
export function fits({ facility, text }: Filter, seen: Seen): boolean {
  const { instance } = seen;
  const held = [
    instance.name,
    instance.environment.name,
    seen.facility.name,
    instance.owner.name,
    ...instance.data.map(({ title }) => title),
  ];
  return (
    (!facility || seen.facility.id === facility) && held.join(' ').toLowerCase().includes(text.trim().toLowerCase())
  );
}

/** The newest first. */
export function byAge(seen: Seen[]): Seen[] {
  return seen.toSorted((a, b) => b.instance.createdAt.localeCompare(a.instance.createdAt));
}
