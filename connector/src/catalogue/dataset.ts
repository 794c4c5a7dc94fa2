import type { Dataset } from '@atrium/contract/v1/datasets';
import { pid, type Why } from '@atrium/contract/v1/values';
import * as z from 'zod';
import type { Problem } from '../engines/engine.ts';
import type { Facts } from '../people/facts.ts';
import type { Proposal } from '../people/proposals.ts';
import type { Read } from '../watched-file.ts';

const text = z.string().min(1).max(1000);
const time = z.iso.datetime();

const dataset = z.strictObject({
  pid,
  title: text.max(300),
  technique: text.nullable().default(null),
  instrument: text.nullable().default(null),
  path: z
    .string()
    .min(1)
    .meta({ description: 'A directory or a file; relative to this file', examples: ['sans2d'] }),
  mountName: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,60}$/)
    .meta({ description: 'Its folder in /data of an instance', examples: ['sans2d-33837'] }),
  origin: text,
  licence: text,
  proposal: z.string().min(1).nullable().default(null),
  embargoUntil: time
    .nullable()
    .default(null)
    .meta({ description: 'When it becomes public. null: it is public without a proposal, and never with one' }),
  createdAt: time.nullable().default(null),
  curves: z
    .array(z.array(z.number().min(0).max(1)).max(64))
    .max(4)
    .default([]),
});

const file = z.strictObject({ datasets: z.array(z.unknown()) });

/** The datasets as they are written, for those who write them. */
export type DatasetsFile = { datasets: z.input<typeof dataset>[] };
export type StoredDataset = z.output<typeof dataset>;

/** @throws Error when the file as a whole has another shape; a dataset that is wrong is not there. */
export function parseDatasets(written: unknown, name: string): Read<StoredDataset[]> {
  if (written === undefined) return { value: [], problems: [] };
  const whole = file.safeParse(written);
  if (!whole.success) throw new Error(`${name} cannot be used: ${z.prettifyError(whole.error)}`);
  const problems: Problem[] = [];
  const value: StoredDataset[] = [];
  const taken = new Set<string>();
  for (const [index, one] of whole.data.datasets.entries()) {
    const place = `datasets.${index}`;
    const parsed = dataset.safeParse(one);
    const names = parsed.success ? [`pid ${parsed.data.pid}`, `mountName ${parsed.data.mountName}`] : [];
    const repeated = names.find((key) => taken.has(key));
    if (parsed.success && repeated === undefined) {
      value.push(parsed.data);
      for (const key of names) taken.add(key);
      continue;
    }
    const message = parsed.success ? `${repeated} is there twice` : z.prettifyError(parsed.error ?? new z.ZodError([]));
    problems.push({ code: 'DATASET_WRONG', message: `${name}: ${place}: ${message}`, subject: place });
  }
  return { value, problems };
}

/** Open to everybody: never under a proposal, or its embargo is over. */
function isPublic({ proposal, embargoUntil }: StoredDataset, now: Date): boolean {
  return embargoUntil === null ? proposal === null : Date.parse(embargoUntil) <= now.getTime();
}

export function accessTo(dataset: StoredDataset, facts: Facts, now: Date): 'public' | 'team' | 'forbidden' {
  if (isPublic(dataset, now)) return 'public';
  const isInTeam = dataset.proposal !== null && facts.proposals.includes(dataset.proposal);
  return isInTeam ? 'team' : 'forbidden';
}

export function whyForbidden({ embargoUntil }: StoredDataset): Why {
  return {
    code: 'EMBARGO',
    message: 'These data are open to the team of their proposal alone.',
    until: embargoUntil === null ? null : new Date(embargoUntil).toISOString(),
  };
}

export type Size = { files: number; bytes: number };

/** What leaves. To whom the data are closed, their plot and their proposal are closed too. */
export function presentDataset(
  stored: StoredDataset,
  about: { facility: string; access: Dataset['access']; size: Size; proposal: Proposal | undefined; now: Date },
): Dataset {
  const { pid, title, instrument, technique, createdAt, embargoUntil, origin, licence, mountName, curves } = stored;
  const isClosed = about.access === 'forbidden';
  const { proposal } = about;
  return {
    pid,
    title,
    facility: about.facility,
    instrument,
    technique,
    proposal: proposal && !isClosed ? { id: proposal.id, title: proposal.title } : null,
    createdAt: createdAt === null ? null : new Date(createdAt).toISOString(),
    files: about.size.files,
    bytes: about.size.bytes,
    isPublic: isPublic(stored, about.now),
    embargoUntil: embargoUntil === null ? null : new Date(embargoUntil).toISOString(),
    access: about.access,
    origin,
    licence,
    mountName,
    curves: isClosed ? [] : curves,
  };
}
