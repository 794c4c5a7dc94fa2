import { useFederation } from '../../federation/use-federation.ts';
import type { Seen } from '../../instance/life.ts';
import { type Choice, soonest } from '../launch/offers.ts';
import { useOffers } from '../launch/use-offers.ts';

/** The soonest place of the same environment, size and data at another facility. */
export function useElsewhere({ instance, facility }: Seen): Choice | undefined {
  const others = useFederation().data?.facilities.filter(({ id }) => id !== facility.id) ?? [];
  const { rows } = useOffers(
    others,
    instance.environment.id,
    instance.data.map(({ pid }) => pid),
  );
  return soonest(rows, instance.flavour);
}
