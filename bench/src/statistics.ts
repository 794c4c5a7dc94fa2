/**
 * The smallest sample that at least this share of all samples does not exceed (nearest rank): a value that was seen, never
 * one between two.
 * @throws RangeError without samples
 */
export function quantile(samples: number[], share: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('there are no samples');
  return value;
}

export function median(samples: number[]): number {
  return quantile(samples, 0.5);
}

/** Round by round, ours over theirs: what slows a machine for a while slows both, and falls out. */
export function ratios(ours: number[], theirs: number[]): number[] {
  if (ours.length !== theirs.length) throw new RangeError('both must have been measured in the same rounds');
  return ours.map((value, round) => value / (theirs[round] as number));
}

/** Three digits say what a measurement of this kind knows. */
export function shorten(value: number): number {
  return Number(value.toPrecision(4));
}
