import { useLanguage } from '../messages/language.tsx';
import { PersonCircle } from '../signs/person-circle.tsx';
import styles from './instance.module.css';
import type { Seen } from './life.ts';

/** Of an instance that is shared: whose it is, and what oneself is there. */
export function Belongs({ seen: { instance } }: { seen: Seen }) {
  const { people } = useLanguage().words;
  if (instance.role === 'owner') return null;
  return (
    <p className={styles.belongs}>
      <PersonCircle name={instance.owner.name} />
      <span>{people.shared(instance.owner.name, people.yourRole[instance.role] ?? instance.role)}</span>
    </p>
  );
}
