import type { Report } from '../engines/engine.ts';
import type { News } from './events.ts';
import { type Instance, isOver, memberChanges } from './instance.ts';

type Observed = Pick<Instance, 'state' | 'reason' | 'interfaces' | 'readyAt'>;

/**
 * What an engine's report makes of an instance. Only an engine that answered can make something absent, and absence is
 * the end of what is stopping or ending. What was ready once in a run stays so: its interfaces say how they are.
 */
export function afterReport<Known extends Observed>(known: Known, report: Report, now: Date): Known {
  const { state } = known;
  if (isOver(known) || state === 'stopped') return known;
  if (state === 'ending') return report.phase === 'absent' ? { ...known, state: 'ended', interfaces: {} } : known;
  if (state === 'stopping') return report.phase === 'absent' ? { ...known, state: 'stopped', interfaces: {} } : known;
  if (report.phase === 'failed') return { ...known, state: 'failed', reason: report.reason };
  if (report.phase === 'absent') {
    return state === 'requested' ? known : { ...known, state: 'failed', reason: { code: 'ENGINE_LOST', data: {} } };
  }
  const isReady = report.phase === 'ready' || known.readyAt !== null;
  const interfaces = Object.fromEntries(
    Object.entries(report.interfaces).map(([name, now]) => {
      const isAsked = known.interfaces[name]?.restartAsked;
      return [name, isAsked ? { ...now, restartAsked: isAsked } : now];
    }),
  );
  return {
    ...known,
    interfaces,
    state: isReady ? 'ready' : report.phase,
    readyAt: known.readyAt ?? (isReady ? now : null),
  };
}

/** Whether a report has told nothing new. */
export function isSame(one: Observed, other: Observed): boolean {
  const { state, reason, interfaces } = other;
  return one.state === state && sameValue(one.reason, reason) && sameValue(one.interfaces, interfaces);
}

/** What is worth an event: each interface and each person that came or went, then the instance itself. */
export function newsBetween(before: Instance | undefined, after: Instance, action: string): News[] {
  const changed = Object.entries(after.interfaces).flatMap(([name, { state, reason }]): News[] => {
    const was = before?.run === after.run ? before.interfaces[name] : undefined;
    const isNews = state === 'ready' || state === 'down' || was?.state === 'ready' || was?.state === 'down';
    const isOther = was?.state !== state || !sameValue(was.reason, reason);
    return isNews && isOther ? [{ action, interface: { name, state, reason }, about: null }] : [];
  });
  const people = memberChanges(before?.members ?? after.members, after.members);
  const joined = people.map(({ personId }): News => ({ action, interface: null, about: personId }));
  const itself =
    aboutInvitations.has(action) ||
    before?.state !== after.state ||
    before.name !== after.name ||
    before.run !== after.run ||
    before.endsAt.getTime() !== after.endsAt.getTime() ||
    before.noticeAt?.getTime() !== after.noticeAt?.getTime() ||
    before.away !== after.away ||
    before.driver !== after.driver ||
    before.ownerPresent !== after.ownerPresent ||
    !sameValue(before.reason, after.reason);
  return [...changed, ...joined, ...(itself ? [{ action, interface: null, about: null }] : [])];
}

/** What changes an invitation, which is no part of the instance, and is told to those who have one. */
const aboutInvitations = new Set(['invite', 'revoke', 'decline']);

/** PostgreSQL keeps the members of an object in an order of its own. */
export function sameValue(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
