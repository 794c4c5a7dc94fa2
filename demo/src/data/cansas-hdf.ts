import { type Dataset, File, type Group, ready } from 'h5wasm/node';
import type { Plot } from './plot.ts';
import { qAxis, type Reader } from './readers.ts';

/** A pattern as Mantid writes it: I over Qx and Qy, which are given for each pixel though they vary along one side only. */
export function patternHdf(title: string): Reader {
  return (path) =>
    opened(path, (file) => {
      const of = (name: string) => numbers(file, `sasentry01/sasdata/${name}`);
      const { shape } = of('I');
      const [rows = 0, columns = 0] = shape;
      const qx = of('Qx').values.slice(0, columns);
      const qy = Float64Array.from({ length: rows }, (_, row) => of('Qy').values[row * columns] ?? Number.NaN);
      if (!of('Qx').values.every((value, at) => value === qx[at % columns])) throw new Error(`${path}: Qx is no axis`);
      if (!of('Qy').values.every((value, at) => value === qy[Math.floor(at / columns)])) {
        throw new Error(`${path}: Qy is no axis`);
      }
      return [
        {
          name: 'entry',
          title,
          signal: { name: 'I', values: of('I').values, shape, units: '1/cm', longName: 'I (1/cm)' },
          errors: { name: 'I', values: of('Idev').values, shape, units: '1/cm' },
          axes: [qAxis('Qy', qy), qAxis('Qx', qx)],
          scale: 'log',
        },
      ];
    });
}

/** The same reduced to I over Q. */
export function scatteringHdf(title: string, units: string): Reader {
  return (path) => opened(path, (file) => [curve(file, 'entry', title, 'sasentry01/sasdata', units)]);
}

/** A series as Irena writes it: one entry for each step, with the merged curve in a group of the entry's name. */
export function seriesHdf(titleOf: (entry: string) => string, isKept: (entry: string) => boolean): Reader {
  return (path) =>
    opened(path, (file) =>
      file
        .keys()
        .filter(isKept)
        .map((entry) => curve(file, entry, titleOf(entry), `${entry}/${entry}`, '1/cm')),
    );
}

function curve(file: File, name: string, title: string, at: string, units: string): Plot {
  const of = (field: string) => numbers(file, `${at}/${field}`);
  return {
    name,
    title,
    signal: { name: 'I', ...of('I'), units, longName: `I (${units})` },
    errors: { name: 'I', ...of('Idev'), units },
    axes: [qAxis('Q', of('Q').values)],
    scale: 'log-log',
  };
}

async function opened<T>(path: string, read: (file: File) => T): Promise<T> {
  await ready;
  const file = new File(path, 'r');
  try {
    return read(file);
  } finally {
    file.close();
  }
}

function numbers(file: Group, path: string): { values: Float64Array; shape: number[] } {
  const { value, shape } = file.get(path) as Dataset;
  return { values: Float64Array.from(value as Float64Array), shape: shape ?? [] };
}
