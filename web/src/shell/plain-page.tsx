import type { ReactNode } from 'react';
import styles from './plain.module.css';
import { PlainHead } from './plain-head.tsx';

/** A page for who is not signed in: no places yet, only what it says. */
export function PlainPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={styles.page}>
      <PlainHead />
      <main id="main" tabIndex={-1} className={styles.main}>
        <h1 tabIndex={-1}>{title}</h1>
        {children}
      </main>
    </div>
  );
}
