import { useLanguage } from '../../messages/language.tsx';
import styles from './empty.module.css';

/** What follows, before it is begun. */
export function Steps() {
  const { empty } = useLanguage().words;
  return (
    <section aria-labelledby="steps">
      <h2 id="steps" className={styles.stepsTitle}>
        {empty.steps}
      </h2>
      <ol className={styles.steps}>
        {empty.fourSteps.map(({ title, text }) => (
          <li key={title}>
            <b>{title}</b>
            <p>{text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
