import type { Facility } from '@atrium/contract/portal/federation';
import { useLanguage } from '../messages/language.tsx';
import styles from './states.module.css';

type Parts = { answered: Pick<Facility, 'name'>[]; asking: Pick<Facility, 'name'>[] };

/** After a second of waiting: who has answered, and who is being asked. */
export function Waiting({ answered, asking }: Parts) {
  const { states } = useLanguage().words;
  if (asking.length === 0) return null;
  const names = (of: Pick<Facility, 'name'>[]) => of.map(({ name }) => name);
  return <p className={styles.waiting}>{states.asking(names(answered), names(asking))}</p>;
}
