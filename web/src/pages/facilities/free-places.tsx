import type { Facility } from '@atrium/contract/portal/federation';
import type { Plan } from '@atrium/contract/v1/plans';
import { useQuery } from '@tanstack/react-query';
import { at } from '../../api.ts';
import { explain } from '../../messages/explain.ts';
import { sizeName } from '../../messages/known.ts';
import { useLanguage } from '../../messages/language.tsx';
import { Sign, type SignName } from '../../signs/sign.tsx';
import { Loading } from '../../states/loading.tsx';
import styles from './facilities.module.css';

/** All that one could launch at a facility. */
export function usePlans({ id }: Facility, hasCompute: boolean) {
  return useQuery({ ...at(id).plans.list.queryOptions({ input: {} }), enabled: hasCompute });
}

/** How soon one could start there, by size: the soonest of all its environments. */
export function FreePlaces({ hasCompute, plans }: { hasCompute: boolean; plans: ReturnType<typeof usePlans> }) {
  const { words } = useLanguage();
  if (!hasCompute) return words.facilities.noCompute;
  if (plans.isPending) return <Loading rows={1} height={60} />;
  if (plans.error) return explain(plans.error, words).sentence;

  const sizes = bestBySize(plans.data.plans);
  if (sizes.length === 0) return words.facilities.nothingOffered;
  return (
    <dl className={styles.sizes}>
      {sizes.map(({ flavour, availability }) => {
        const [is, text] = inWords(availability);
        return (
          <div key={flavour.id}>
            <dt>{sizeName(words, flavour.id)}</dt>
            <dd>
              <Sign is={is} />
              {text}
            </dd>
          </div>
        );
      })}
    </dl>
  );

  function inWords(availability: Plan['availability']): [SignName, string] {
    switch (availability.is) {
      case 'now':
        return ['free', words.launch.freeNow];
      case 'queued':
        return ['wait', words.launch.about(availability.queueSeconds)];
      case 'full':
        return ['full', availability.until ? words.launch.fullUntil(availability.until) : words.launch.full];
      case 'forbidden':
        return ['lock', words.launch.notForYou];
    }
  }
}

const ranks: Plan['availability']['is'][] = ['now', 'queued', 'full', 'forbidden'];

function bestBySize(plans: Plan[]): Plan[] {
  const best = new Map<string, Plan>();
  for (const plan of plans) {
    const known = best.get(plan.flavour.id);
    if (!known || rankOf(plan) < rankOf(known)) best.set(plan.flavour.id, plan);
  }
  return [...best.values()].sort((a, b) => a.flavour.gpus - b.flavour.gpus || a.flavour.cores - b.flavour.cores);
}

function rankOf({ availability }: Plan): number {
  const seconds = availability.is === 'queued' ? availability.queueSeconds : 0;
  return ranks.indexOf(availability.is) + Math.min(seconds / 1e9, 0.9);
}
