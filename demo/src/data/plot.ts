/** Numbers with a name: one column of a table, or one image. */
export type Field = {
  name: string;
  values: Float64Array | Int32Array;
  shape: number[];
  units?: string;
  longName?: string;
};

/** What is drawn when a file is opened: a signal over its axes, one for each dimension. */
export type Plot = {
  /** Of the NXentry; within a file each has its own. */
  name: string;
  title: string;
  signal: Field;
  axes: Field[];
  errors?: Field;
  /** Measured beside it, of the same shape. */
  others?: Field[];
  /** How it is drawn: scattering spans decades in both directions, counts in one. */
  scale: 'linear' | 'log' | 'log-log';
};

export function column(name: string, values: Float64Array, units?: string, longName?: string): Field {
  return { name, values, shape: [values.length], units, longName };
}

/**
 * A plot in small: from 0 to 1, at most 64 points. Of an image, its mean along the first dimension; of a scattering
 * pattern, the logarithm.
 */
export function curveOf({ signal, scale }: Plot): number[] {
  const line = signal.shape.length === 1 ? Array.from(signal.values) : meanOfRows(signal);
  const shown = scale === 'linear' ? line : logarithms(line);
  const points = thin(shown.filter(Number.isFinite));
  const least = Math.min(...points);
  const span = Math.max(...points) - least || 1;
  return points.map((value) => Math.round(((value - least) / span) * 1000) / 1000);
}

function meanOfRows({ values, shape }: Field): number[] {
  const [rows = 1, columns = 1] = shape;
  return Array.from({ length: columns }, (_, column) => {
    let sum = 0;
    let count = 0;
    for (let row = 0; row < rows; row++) {
      const value = values[row * columns + column] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      sum += value;
      count += 1;
    }
    return sum / count;
  });
}

function logarithms(line: number[]): number[] {
  return line.map((value) => (value > 0 ? Math.log10(value) : Number.NaN));
}

const mostPoints = 64;

/** The mean of each of 64 equal parts. */
function thin(line: number[]): number[] {
  const count = Math.min(mostPoints, line.length);
  return Array.from({ length: count }, (_, at) => {
    const part = line.slice(Math.floor((at * line.length) / count), Math.floor(((at + 1) * line.length) / count));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}
