import type { Instance as Presented } from '@atrium/contract/v1/instances';
import type { Admission } from './admission.ts';
import type { Estimates } from './estimate.ts';
import { type Instance, isOver, present } from './instance.ts';

export type Presenter = ReturnType<typeof createPresenter>;

type Parts = { admission: Pick<Admission, 'furthestEnd'>; estimates: Estimates };

/** Instances as one person sees them: with what the rules allow and what the past lets expect. */
export function createPresenter({ admission, estimates }: Parts) {
  async function all(instances: Instance[], personId: string): Promise<Presented[]> {
    const environments = new Set(instances.map(({ spec }) => spec.environment.id));
    const estimateOf = await estimates.of([...environments]);
    return instances.map((instance) => {
      const extendableTo = isOver(instance) || instance.state === 'ending' ? null : admission.furthestEnd(instance);
      const estimate = estimateOf.get(instance.spec.environment.id) ?? null;
      return present(instance, personId, { extendableTo, estimate });
    });
  }

  async function one(instance: Instance, personId: string): Promise<Presented> {
    const [presented] = await all([instance], personId);
    return presented as Presented;
  }

  return { all, one };
}
