import type { Facility } from '@atrium/contract/portal/federation';
import { useQuery } from '@tanstack/react-query';
import { at } from '../../api.ts';
import { useFederation } from '../../federation/use-federation.ts';
import { explain } from '../../messages/explain.ts';
import { useLanguage } from '../../messages/language.tsx';
import { useNow } from '../../shell/use-now.ts';
import { FacilitySquare } from '../../signs/facility-square.tsx';
import { Limits } from '../../usage/limits.tsx';
import styles from './used.module.css';

/** What the person's instances have used this month, and what may still be had, facility by facility. */
export function Used() {
  const { words } = useLanguage();
  const facilities = useFederation().data?.facilities ?? [];
  if (facilities.length === 0) return null;
  return (
    <section aria-labelledby="used">
      <h2 id="used">{words.usage.title}</h2>
      <ul className={styles.rows}>
        {facilities.map((facility) => (
          <UsedAt key={facility.id} facility={facility} />
        ))}
      </ul>
    </section>
  );
}

function UsedAt({ facility }: { facility: Facility }) {
  const { words } = useLanguage();
  const now = useNow(60_000);
  const from = new Date(now.getFullYear(), now.getMonth(), 1);
  const until = new Date(now.getFullYear(), now.getMonth() + 1, 1);
  const input = { from: from.toISOString(), until: until.toISOString() };
  const { data, error } = useQuery(at(facility.id).usage.totals.queryOptions({ input }));
  const sentence = () => {
    if (error) return explain(error, words).sentence;
    return data ? words.usage.sentence(data.coreSeconds / 3600, data.instances) : words.usage.asking;
  };
  return (
    <li className={styles.row}>
      <FacilitySquare facility={facility} />
      <div className={styles.what}>
        <p>
          <b>{facility.name}</b>
          <span>{sentence()}</span>
        </p>
        <Limits facility={facility} />
      </div>
    </li>
  );
}
