import type { InstanceEvent } from '@atrium/contract/v1/events';
import type { Instance } from '@atrium/contract/v1/instances';
import { isStarting } from '../../instance/life.ts';

type PhaseName = 'place' | 'data' | 'start' | 'answer';
export type Phase = { name: PhaseName; is: 'done' | 'now' | 'next' | 'failed'; seconds: number | null };

/** What a start goes through, from the log of this start. What it does not need, as data where there are none, is left out. */
export function phasesOf(instance: Instance, events: InstanceEvent[], now: Date): Phase[] {
  const run = ofThisStart(events);
  const began = new Map<PhaseName, number>([['place', timeOf(instance.startedAt ?? instance.createdAt)]]);
  let over: number | null = null;
  for (const event of run) {
    const phase = phaseBegunBy(event);
    if (phase && !began.has(phase)) began.set(phase, timeOf(event.at));
    if (!event.interface && !isStarting(event)) over ??= timeOf(event.at);
  }

  const order: PhaseName[] = ['place', 'data', 'start', 'answer'];
  const shown = order.filter((name) => name !== 'data' || began.has('data') || instance.data.length > 0);
  const reached = shown.filter((name) => began.has(name));
  return shown.map((name): Phase => {
    const from = began.get(name);
    const isPassed = instance.state === 'ready' || reached.some((other) => order.indexOf(other) > order.indexOf(name));
    if (from === undefined) return { name, is: isPassed ? 'done' : 'next', seconds: null };
    const following = reached[reached.indexOf(name) + 1];
    const until = following ? began.get(following) : (over ?? undefined);
    const seconds = Math.max(0, ((until ?? now.getTime()) - from) / 1000);
    if (following) return { name, is: 'done', seconds };
    if (instance.state === 'failed') return { name, is: 'failed', seconds };
    return { name, is: isStarting(instance) ? 'now' : 'done', seconds };
  });
}

function ofThisStart(events: InstanceEvent[]): InstanceEvent[] {
  const start = events.findLastIndex(({ action }) => action === 'create' || action === 'start');
  return events.slice(Math.max(start, 0));
}

function phaseBegunBy({ state, interface: one }: InstanceEvent): PhaseName | undefined {
  if (one) return one.state === 'waiting' ? undefined : 'answer';
  return { staging: 'data' as const, starting: 'start' as const }[state];
}

function timeOf(at: string): number {
  return new Date(at).getTime();
}
