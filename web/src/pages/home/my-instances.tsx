import { Link } from '@tanstack/react-router';
import { Card } from '../../instance/card.tsx';
import type { Seen } from '../../instance/life.ts';
import { useLanguage } from '../../messages/language.tsx';
import styles from './home.module.css';

/** The one last used, large; then my others, then those of others in which I have a part. */
export function MyInstances({ seen: [first, ...others] }: { seen: Seen[] }) {
  const { words } = useLanguage();
  const all = (
    <Link to="/instances" search={{ text: '' }}>
      {words.home.all}
    </Link>
  );
  const mine = others.filter(({ instance }) => instance.role === 'owner');
  const shared = others.filter(({ instance }) => instance.role !== 'owner');
  return (
    <>
      {first && <Card seen={first} large />}
      {mine.length > 0 && (
        <section aria-labelledby="also">
          <div className={styles.sectionHead}>
            <h2 id="also">
              {words.home.also} <span>{mine.length}</span>
            </h2>
            {all}
          </div>
          <Cards seen={mine} />
        </section>
      )}
      {shared.length > 0 && (
        <section aria-labelledby="shared">
          <div className={styles.sectionHead}>
            <h2 id="shared">
              {words.home.shared} <span>{shared.length}</span>
            </h2>
            {mine.length === 0 && all}
          </div>
          <Cards seen={shared} />
        </section>
      )}
      {others.length === 0 && <div className={styles.all}>{all}</div>}
    </>
  );
}

function Cards({ seen }: { seen: Seen[] }) {
  return (
    <div className={styles.cards}>
      {seen.map((one) => (
        <Card key={one.instance.id} seen={one} />
      ))}
    </div>
  );
}
