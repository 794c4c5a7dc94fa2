import { seconds } from '../setup/step.ts';

export type Result = {
  name: string;
  minutes: number;
  milliseconds: number;
  passed: number;
  failed: number;
  skipped: number;
  /** What was printed, when something failed. */
  said: string;
};

/** One stage in one line, beside its budget. */
export function line({ name, minutes, milliseconds, passed, failed, skipped }: Result): string {
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`];
  const late = milliseconds > minutes * 60_000 ? '  over its budget' : '';
  const time = seconds(milliseconds).padStart(8);
  return `${name.padEnd(20)}${time} of ${String(minutes * 60).padStart(4)} s   ${counts.filter(Boolean).join(', ')}${late}`;
}

/** The last line of a run, by which others count. */
export function sum(results: Result[]): string {
  const total = (of: 'passed' | 'failed') => results.reduce((count, result) => count + result[of], 0);
  return `${total('passed')} passed, ${total('failed')} failed`;
}
