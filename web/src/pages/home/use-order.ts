import { useEffect, useState } from 'react';
import { lastUsedAt, type Seen } from '../../instance/life.ts';
import type { Instances } from '../../instance/use-instances.ts';

const patienceMs = 1000;

/**
 * The last used first, put in order once: when all have answered, or after a second with those that have. What comes
 * later stands behind, so that nothing moves under the pointer.
 */
export function useOrder({ seen, settled }: Instances): { seen: Seen[]; isShown: boolean } {
  const isPatient = usePatience();
  const isShown = settled || (!isPatient && seen.length > 0);
  const [order, setOrder] = useState<string[]>([]);
  const late = byUse(seen).filter(({ instance }) => !order.includes(instance.id));
  if (isShown && late.length > 0) setOrder([...order, ...late.map(({ instance }) => instance.id)]);

  const place = ({ instance }: Seen) => order.indexOf(instance.id);
  return { seen: isShown ? seen.toSorted((a, b) => place(a) - place(b)) : [], isShown };
}

/** What can be gone on with at once comes first, and what does not answer last. */
function byUse(seen: Seen[]): Seen[] {
  const rank = ({ instance, silentSince }: Seen) => (silentSince ? 2 : instance.state === 'ready' ? 0 : 1);
  return seen.toSorted((a, b) => rank(a) - rank(b) || lastUsedAt(b.instance).localeCompare(lastUsedAt(a.instance)));
}

function usePatience(): boolean {
  const [isPatient, setPatient] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setPatient(false), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  return isPatient;
}
