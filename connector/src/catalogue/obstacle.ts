import type { Report, RunSpec } from '../engines/engine.ts';
import { assertReadable } from './files.ts';

/** The first dataset of a run that cannot be read now, as the failure of its start; `undefined`: all can. */
export async function unreadableData({ data }: Pick<RunSpec, 'data'>): Promise<Report | undefined> {
  for (const { pid, title, path } of data) {
    const error = await assertReadable(path).catch((cause: NodeJS.ErrnoException) => cause);
    if (error) return { phase: 'failed', reason: { code: 'DATA_UNREADABLE', data: { pid, title, cause: error.code } } };
  }
  return undefined;
}
