import { readFileSync } from 'node:fs';
import { column, type Field, type Plot } from './plot.ts';
import { readTiff } from './tiff.ts';

/** Each takes the numbers out of one format, and leaves headers behind: they name people and their folders. */
export type Reader = (path: string) => Plot[] | Promise<Plot[]>;

/**
 * Absorption over energy, from any table of numbers. `columns` names those that are kept (`energy` among them, in
 * `energyUnit`); `absorption` says how µ is had from them, and `formula` tells the reader.
 */
export function absorption(options: {
  title: string;
  columns: Record<string, number>;
  energyUnit?: 'eV' | 'keV';
  absorption: (of: Record<string, number>) => number;
  formula: string;
}): Reader {
  return (path) => {
    const rows = numbersOf(readFileSync(path, 'latin1'));
    const names = Object.keys(options.columns);
    const kept = (name: string) => Float64Array.from(rows, (row) => row[options.columns[name] ?? 0] ?? Number.NaN);
    const energy = kept('energy').map((value) => (options.energyUnit === 'keV' ? value * 1000 : value));
    const mu = Float64Array.from(rows, (row) =>
      options.absorption(
        Object.fromEntries(names.map((name) => [name, row[options.columns[name] ?? 0] ?? Number.NaN])),
      ),
    );
    const others = names.filter((name) => name !== 'energy').map((name) => column(name, kept(name)));
    return [
      {
        name: 'entry',
        title: options.title,
        signal: column('mu', mu, undefined, `Absorption: ${options.formula}`),
        axes: [column('energy', energy, 'eV', 'Energy (eV)')],
        others,
        scale: 'linear',
      },
    ];
  };
}

/** Scattered intensity over Q, from a table: Q, I, and its error. */
export function scattering(title: string, { units = '1/cm' } = {}): Reader {
  return (path) => {
    const rows = numbersOf(readFileSync(path, 'latin1')).filter((row) => row.length >= 3);
    return [scatteringPlot(title, units, rows)];
  };
}

/** As canSAS 1.0 XML has it. */
export function scatteringXml(title: string): Reader {
  return (path) => {
    const xml = readFileSync(path, 'utf8');
    const rows = [...xml.matchAll(/<Idata>(.*?)<\/Idata>/gs)].map(([, inner = '']) =>
      ['Q', 'I', 'Idev'].map((tag) => Number(new RegExp(`<${tag}[^>]*>([^<]*)<`).exec(inner)?.[1])),
    );
    return [scatteringPlot(title, '1/cm', rows)];
  };
}

/** A pattern over Qx and Qy, from a list of them on a grid: Qx, Qy, I, and its error. */
export function pattern(title: string): Reader {
  return (path) => {
    const rows = numbersOf(readFileSync(path, 'latin1')).filter((row) => row.length >= 4);
    const [qx, qy] = [0, 1].map((at) => [...new Set(rows.map((row) => row[at] ?? 0))].sort((a, b) => a - b));
    if (!qx || !qy || qx.length * qy.length !== rows.length) throw new Error(`${path}: its points lie on no grid`);
    const grid = (at: number): Float64Array => {
      const values = new Float64Array(rows.length);
      for (const row of rows)
        values[qy.indexOf(row[1] ?? 0) * qx.length + qx.indexOf(row[0] ?? 0)] = row[at] ?? Number.NaN;
      return values;
    };
    const shape = [qy.length, qx.length];
    return [
      {
        name: 'entry',
        title,
        signal: { name: 'I', values: grid(2), shape, units: '1/cm', longName: 'I (1/cm)' },
        errors: { name: 'I', values: grid(3), shape, units: '1/cm' },
        axes: [qAxis('Qy', Float64Array.from(qy)), qAxis('Qx', Float64Array.from(qx))],
        scale: 'log',
      },
    ];
  };
}

/** Depolarisation over spin-echo length. */
export function spinEcho(title: string): Reader {
  return (path) => {
    const rows = numbersOf(readFileSync(path, 'latin1')).filter((row) => row.length === 4);
    const of = (at: number) => Float64Array.from(rows, (row) => row[at] ?? Number.NaN);
    return [
      {
        name: 'entry',
        title,
        signal: column('depolarisation', of(1), '1/(angstrom^2 cm)', 'Depolarisation'),
        errors: column('depolarisation', of(2)),
        axes: [column('spin_echo_length', of(0), 'angstrom', 'Spin-echo length (Å)')],
        others: [column('wavelength', of(3), 'angstrom')],
        scale: 'linear',
      },
    ];
  };
}

/** Fluorescence counts over channels. `element`: which of several detector elements; `keV`: offset and slope. */
export function fluorescence(
  title: string,
  { element = 0, keV }: { element?: number; keV?: [number, number] } = {},
): Reader {
  return (path) => {
    const text = readFileSync(path, 'latin1').replace(/^[\s\S]*?\n(?:DATA:|\$DATA:[^\n]*\n[^\n]*)/, '');
    const rows = numbersOf(text);
    const isList = rows.every((row) => row.length === 1) || rows[0]?.length === 8;
    const counts = Float64Array.from(isList ? rows.flat() : rows.map((row) => row[element] ?? Number.NaN));
    const channels = counts.map((_, at) => (keV ? keV[0] + keV[1] * at : at));
    const axis = keV
      ? column('energy', channels, 'keV', 'Energy (keV)')
      : column('channel', channels, undefined, 'Channel');
    const signal = column('counts', counts, 'counts', 'Counts');
    return [{ name: 'entry', title, signal, axes: [axis], scale: 'log' }];
  };
}

/** One frame of a detector. */
export function frame(title: string): Reader {
  return (path) => {
    const { width, height, values } = readTiff(readFileSync(path));
    const pixels = (name: string, count: number): Field =>
      column(
        name,
        Float64Array.from({ length: count }, (_, at) => at),
      );
    return [
      {
        name: 'entry',
        title,
        signal: { name: 'counts', values, shape: [height, width], units: 'counts', longName: 'Counts' },
        axes: [pixels('y', height), pixels('x', width)],
        scale: 'log',
      },
    ];
  };
}

/** The lines that hold nothing but numbers. Of several scans in a file, the first. */
function numbersOf(text: string): number[][] {
  const [first = ''] = text.split(/^#S 2 /m);
  return first
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && /^[-+\d.eE\s,]+$/.test(line))
    .map((line) =>
      line
        .split(/[\s,]+/)
        .filter(Boolean)
        .map(Number),
    )
    .filter((row) => row.every(Number.isFinite));
}

function scatteringPlot(title: string, units: string, rows: number[][]): Plot {
  const of = (at: number) => Float64Array.from(rows, (row) => row[at] ?? Number.NaN);
  return {
    name: 'entry',
    title,
    signal: column('I', of(1), units, `I (${units})`),
    errors: column('I', of(2), units),
    axes: [qAxis('Q', of(0))],
    scale: 'log-log',
  };
}

export function qAxis(name: string, values: Float64Array): Field {
  return column(name, values, '1/angstrom', `${name} (1/Å)`);
}
