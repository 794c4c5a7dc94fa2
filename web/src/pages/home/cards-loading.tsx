import styles from './home.module.css';

/** The shape of the cards that come. */
export function CardsLoading() {
  return (
    <div className={styles.loading} aria-hidden="true">
      <div className={styles.largeShape}>
        <i />
        <div>
          <i />
          <i />
          <i />
        </div>
      </div>
    </div>
  );
}
