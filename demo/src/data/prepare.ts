import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Measurement } from './measurement.ts';
import { type Origin, writeNexus } from './nexus.ts';
import { fileOf, packages, type Unpacked } from './packages.ts';
import { curveOf, type Plot } from './plot.ts';

/** A dataset as the demo's facilities keep it: what is said of it, and where its files are. */
type Record = {
  pid: string;
  name: string;
  title: string;
  instrument: string | null;
  technique: string;
  measuredAt: string | null;
  proposal: { id: string; title: string };
  embargoUntil: string | null;
  files: number;
  bytes: number;
  origin: string;
  licence: string;
  sources: Origin[];
  curves: number[][];
};

/** `path`: its directory. It is not in the file that lies there, for people read that in an instance. */
export type Prepared = Record & { path: string };

type Facility = { id: string; name: string; measurements: Measurement[] };

/**
 * Makes the datasets of a facility in `directory`, one folder each, whole or not at all; what is there stays. Of
 * packages that are missing there are no datasets.
 */
export async function prepareData(facility: Facility, unpacked: Unpacked[], directory: string): Promise<Prepared[]> {
  await mkdir(directory, { recursive: true });
  const records: Prepared[] = [];
  for (const measurement of facility.measurements) {
    const source = unpacked.find(({ name }) => name === measurement.package);
    if (!source) continue;
    const path = join(directory, measurement.name);
    records.push({ ...(await prepare(facility, measurement, source, path)), path });
  }
  return records;
}

async function prepare(facility: Facility, measurement: Measurement, source: Unpacked, at: string): Promise<Record> {
  const kept = join(at, 'dataset.json');
  if (existsSync(kept)) return JSON.parse(await readFile(kept, 'utf8'));

  const unfinished = `${at}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished);
  const origins: Origin[] = [];
  const plots: Plot[] = [];
  let bytes = 0;
  const { instrument, sample, files } = measurement;
  for (const { from, to, read, measuredAt = measurement.measuredAt } of files) {
    const path = fileOf(source, from);
    const origin = await originOf(measurement, source, path);
    const drawn = await read(join(source.directory, path));
    await writeNexus(join(unfinished, to), drawn, { instrument, measuredAt, sample }, origin);
    bytes += (await stat(join(unfinished, to))).size;
    origins.push(origin);
    plots.push(...drawn);
  }
  const record = recordOf(facility, measurement, origins, plots, bytes);
  await writeFile(join(unfinished, 'dataset.json'), JSON.stringify(record, null, 2));
  await rename(unfinished, at);
  return record;
}

async function originOf({ measuredWhere }: Measurement, source: Unpacked, path: string): Promise<Origin> {
  const bytes = await readFile(join(source.directory, path));
  return {
    package: source.name,
    version: source.version,
    path: `/${path}`,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    licence: packages[source.name],
    description: `${measuredWhere}. From the Debian package ${source.name} ${source.version}, converted to NeXus.`,
  };
}

function recordOf(
  facility: Facility,
  measurement: Measurement,
  sources: Origin[],
  plots: Plot[],
  bytes: number,
): Record {
  const { name, title, instrument, technique, measuredAt, proposal, measuredWhere } = measurement;
  const [first] = sources;
  return {
    pid: `10.5072/${facility.id}.${name}`,
    name,
    title,
    instrument,
    technique,
    measuredAt,
    proposal: { id: proposal.id, title: proposal.title },
    embargoUntil: proposal.embargoUntil,
    files: sources.length,
    bytes,
    origin: `${measuredWhere}; from the Debian package ${first?.package}. ${facility.name} is invented: it only shows them.`,
    licence: first?.licence ?? '',
    sources,
    curves: curvesOf(plots),
  };
}

const mostCurves = 4;

/** Of a long series, some that are spread over it. */
function curvesOf(plots: Plot[]): number[][] {
  const count = Math.min(mostCurves, plots.length);
  return Array.from({ length: count }, (_, at) => Math.round((at * (plots.length - 1)) / Math.max(1, count - 1)))
    .map((at) => plots[at])
    .filter((plot) => plot !== undefined)
    .map(curveOf);
}
