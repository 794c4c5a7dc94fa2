import type { Facility } from '@atrium/contract/portal/federation';
import type { Instance, InterfaceState } from '@atrium/contract/v1/instances';
import { may, mayOpen } from './rights.ts';

/** An instance as its facility last told of it. `silentSince`: it does not answer now, so this may have changed. */
export type Seen = { instance: Instance; facility: Facility; observedAt: string; silentSince: string | null };

export function isStarting({ state }: Pick<Instance, 'state'>): boolean {
  return ['requested', 'queued', 'staging', 'starting'].includes(state);
}

export function isOver({ state }: Pick<Instance, 'state'>): boolean {
  return state === 'ended' || state === 'failed';
}

/** The way to it by which it was known last: input, else being ready, else being asked for. */
export function lastUsedAt({ lastInputAt, readyAt, createdAt }: Instance): string {
  return lastInputAt ?? readyAt ?? createdAt;
}

export function endsSoon({ endsAt, warnSeconds }: Instance, now: Date): boolean {
  return secondsUntil(endsAt, now) < warnSeconds;
}

/** A minute of grace, so that nothing is offered that the next moment takes back. */
export function canExtend({ instance, silentSince }: Seen): boolean {
  const { extendableTo, endsAt, state } = instance;
  if (!may(instance.role, 'extend')) return false;
  if (silentSince || isOver(instance) || state === 'ending' || !extendableTo) return false;
  return new Date(extendableTo).getTime() - new Date(endsAt).getTime() > 60_000;
}

export function canStop({ instance, silentSince }: Seen): boolean {
  return may(instance.role, 'stop') && !silentSince && (isStarting(instance) || instance.state === 'ready');
}

export function canStart({ instance, silentSince }: Seen): boolean {
  return may(instance.role, 'start') && !silentSince && instance.state === 'stopped';
}

export function canEnd({ instance, silentSince }: Seen): boolean {
  return may(instance.role, 'end') && !silentSince && !isOver(instance) && instance.state !== 'ending';
}

export function canOpen(seen: Seen, { kind, state }: InterfaceState): boolean {
  return mayOpen(seen.instance.role, kind) && !seen.silentSince && seen.instance.state === 'ready' && state === 'ready';
}

export function canRename({ instance, silentSince }: Seen): boolean {
  return may(instance.role, 'rename') && !silentSince && !isOver(instance);
}

export function canRestart({ instance, silentSince }: Seen): boolean {
  return may(instance.role, 'restart') && !silentSince && instance.state === 'ready';
}

/** The ways in that the person's role opens, whether or not it can be done now. */
export function waysFor({ role, interfaces }: Instance): InterfaceState[] {
  return interfaces.filter(({ kind }) => mayOpen(role, kind));
}

export function secondsUntil(at: string | Date, now: Date): number {
  return (new Date(at).getTime() - now.getTime()) / 1000;
}
