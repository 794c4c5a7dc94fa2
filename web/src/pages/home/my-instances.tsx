import { Link } from '@tanstack/react-router';
import { Card } from '../../instance/card.tsx';
import type { Seen } from '../../instance/life.ts';
import { useLanguage } from '../../messages/language.tsx';
import styles from './home.module.css';

export function MyInstances({ seen: [first, ...others] }: { seen: Seen[] }) {
  const { words } = useLanguage();
  const all = (
    <Link to="/instances" search={{ text: '' }}>
      {words.home.all}
    </Link>
  );
  return (
    <>
      {first && <Card seen={first} large />}
      {others.length > 0 && (
        <section aria-labelledby="also">
          <div className={styles.sectionHead}>
            <h2 id="also">
              {words.home.also} <span>{others.length}</span>
            </h2>
            {all}
          </div>
          <div className={styles.cards}>
            {others.map((one) => (
              <Card key={one.instance.id} seen={one} />
            ))}
          </div>
        </section>
      )}
      {others.length === 0 && <div className={styles.all}>{all}</div>}
    </>
  );
}
