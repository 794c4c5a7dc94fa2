import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './notice.module.css';

type Parts = { icon: Icon; tone?: 'warn' | 'bad'; text: ReactNode; children?: ReactNode };

/** One line over what it touches: what, and at the end the ways on. */
export function Notice({ icon: Icon, tone = 'warn', text, children }: Parts) {
  return (
    <div className={styles.notice} data-tone={tone}>
      <Icon size={18} stroke={1.6} aria-hidden />
      <p>{text}</p>
      {children}
    </div>
  );
}
