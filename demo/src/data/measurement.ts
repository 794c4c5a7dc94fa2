import type { PackageName } from './packages.ts';
import type { Reader } from './readers.ts';

/** Proposals are the demo's own, as their titles say; what was measured, where and with what, is the source's. */
type Proposal = { id: string; title: string; embargoUntil: string | null };

export const embargoEnd = '2031-06-30T22:00:00.000Z';

/** One dataset, and how it is made from files of one Debian package. */
export type Measurement = {
  name: string;
  title: string;
  instrument: string | null;
  technique: string;
  /** ISO 8601 UTC; null: the source does not say. */
  measuredAt: string | null;
  sample: string | null;
  proposal: Proposal;
  /** A sentence without its full stop. */
  measuredWhere: string;
  package: PackageName;
  /** `measuredAt`: of this file, where the others have another. */
  files: { from: string; to: string; read: Reader; measuredAt?: string }[];
};
