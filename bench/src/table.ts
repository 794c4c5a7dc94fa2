import { type Bar, type Figure, holds } from './bench.ts';
import type { Measured } from './report.ts';
import { median, quantile, shorten } from './statistics.ts';

/** One bench as people read it: its figures, the bars beside them, and what must be known to judge them. */
export function tableOf({ name, title, seconds, figures, bars, notes, failure }: Measured): string {
  const widths = Math.max(20, ...figures.map((figure) => figure.name.length), ...bars.map(({ what }) => what.length));
  const row = (cells: string[]) =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(widths) : cell.padStart(15))).join('');
  const lines = [
    `${name}: ${title} (${seconds.toFixed(0)} s)`,
    ...(figures.length > 0
      ? [row(['', 'samples', 'median', 'p95', 'p99']), ...figures.map((one) => row(figureCells(one)))]
      : []),
    ...(bars.length > 0 ? [row(['bar', '', 'measured', 'wanted', '']), ...bars.map((bar) => row(barCells(bar)))] : []),
    ...notes.map((note) => `· ${note}`),
    ...(failure ? [`! not measured: ${failure}`] : []),
  ];
  return lines.map((line, at) => (at === 0 ? line : `  ${line.trimEnd()}`)).join('\n');
}

function figureCells({ name, unit, samples }: Figure): string[] {
  const value = (number: number) => `${shorten(number)} ${unit}`;
  // The tail of a handful is its largest, and says nothing more.
  const tail = samples.length >= 20 ? [0.95, 0.99].map((share) => value(quantile(samples, share))) : [];
  return [name, String(samples.length), samples.length > 0 ? value(median(samples)) : '–', ...tail];
}

function barCells(bar: Bar): string[] {
  const { what, is, than, unit, measured } = bar;
  const value = (number: number) => `${shorten(number)}${unit ? ` ${unit}` : ''}`;
  return [what, '', value(measured), `${is} ${value(than)}`, holds(bar) ? 'holds' : 'MISSED'];
}
