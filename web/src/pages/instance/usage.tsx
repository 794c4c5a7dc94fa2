import type { Facility } from '@atrium/contract/portal/federation';
import { useLanguage } from '../../messages/language.tsx';
import { Limits } from '../../usage/limits.tsx';
import styles from './usage.module.css';

/** How much room the person has left where the instance is. */
export function Usage({ facility }: { facility: Facility }) {
  const { words } = useLanguage();
  return (
    <section aria-labelledby="usage" className={styles.usage}>
      <h2 id="usage">{words.usage.at(facility.name)}</h2>
      <Limits facility={facility} />
    </section>
  );
}
