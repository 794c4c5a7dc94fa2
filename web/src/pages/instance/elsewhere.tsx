import { Link } from '@tanstack/react-router';
import type { Seen } from '../../instance/life.ts';
import { elapsedSeconds } from '../../instance/progress.tsx';
import { useLanguage } from '../../messages/language.tsx';
import { useNow } from '../../shell/use-now.ts';
import { linkTo } from '../launch/draft.ts';
import type { Choice } from '../launch/offers.ts';
import { useElsewhere } from './use-elsewhere.ts';

/** Whether another facility would have it ready sooner. */
export function Elsewhere({ seen, onlyIfFaster }: { seen: Seen; onlyIfFaster?: boolean }) {
  const { starting } = useLanguage().words;
  const now = useNow(10_000);
  const choice = useElsewhere(seen);
  const { instance } = seen;
  const left = (instance.estimate?.usualSeconds ?? 0) - elapsedSeconds(instance, now);
  if (!choice || (onlyIfFaster && choice.waitSeconds > left / 2)) return null;
  return (
    <section aria-labelledby="elsewhere">
      <h2 id="elsewhere">{starting.fasterElsewhere}</h2>
      <p>{starting.elsewhere(choice.facility.name, choice.waitSeconds)}</p>
      <Link to="/instances/new" search={{ text: linkToSame(seen, choice) }}>
        {starting.lookThere(choice.facility.name)}
      </Link>
    </section>
  );
}

/** The launch page, filled with the same wish at another place. It starts nothing. */
export function linkToSame({ instance }: Seen, { facility, plan }: Choice): string {
  return linkTo({
    data: instance.data.map(({ pid }) => pid),
    environment: instance.environment.id,
    place: { facility: facility.id, flavour: plan.flavour.id },
    name: instance.name,
  });
}
