import styles from './data.module.css';

/** A plot in small; what it shows is said beside it. Curves are numbers from 0 to 1. */
export function Curves({ of }: { of: number[][] }) {
  return (
    <svg className={styles.curves} viewBox="0 0 70 42" preserveAspectRatio="none" aria-hidden="true">
      {of.map((curve) => (
        <path key={curve.join()} d={pathOf(curve)} vectorEffect="non-scaling-stroke" />
      ))}
    </svg>
  );
}

function pathOf(curve: number[]): string {
  const last = Math.max(curve.length - 1, 1);
  return curve.map((y, at) => `${at ? 'L' : 'M'}${round(5 + (60 * at) / last)} ${round(38 - 34 * y)}`).join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
