/** What is measured, on one machine, by one run of `atrium bench`. */
export type Bench = {
  name: string;
  title: string;
  /** How often it is repeated unless `--rounds` says otherwise, and how long all of it may take. */
  rounds: number;
  minutes: number;
  /** Whether it is only run by its name, for it takes much longer than all others. */
  isLong?: true;
  run: (surroundings: Surroundings) => Promise<Outcome>;
};

export type Surroundings = {
  /** What runs a verb of ours: followed by `connector FILE`, `demo …` */
  command: string[];
  /** A directory of this bench's own, empty. */
  directory: string;
  /** Where set-up keeps what is made once. */
  cache: string;
  /** This port and the next hundred are the benches'. */
  port: number;
  rounds: number;
  /** What was started: it ends with the bench, in reverse order, whatever happens. */
  parts: AsyncDisposableStack;
};

export type Outcome = {
  figures: Figure[];
  bars: Bar[];
  /** What a reader must know to judge the figures. */
  notes: string[];
};

/** One thing that was measured, with every sample of it. */
export type Figure = { name: string; unit: string; samples: number[] };

/** One bar of the design, and what was measured beside it. */
export type Bar = { what: string; is: '<' | '≤' | '>' | '≥'; than: number; unit: string; measured: number };

export function holds({ is, than, measured }: Bar): boolean {
  if (is === '<') return measured < than;
  if (is === '≤') return measured <= than;
  return is === '>' ? measured > than : measured >= than;
}
