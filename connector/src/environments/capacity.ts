import { ageMs } from '@atrium/server/age';
import type { Logger } from 'pino';
import type { Engine, Problem } from '../engines/engine.ts';

export type Capacity = ReturnType<typeof createCapacity>;
type Free = { cores: number | null; memoryBytes: number | null; reachable: boolean; problems: Problem[] };

/** Many people look at the plans at once; the engine is asked once for all of them. */
const believedForMs = 1000;

/** What the engine has free, as it said a moment ago. */
export function createCapacity({ engine, clock, log }: { engine: Engine; clock: () => Date; log: Logger }) {
  let asked: { at: number; answer: Promise<Free> } | undefined;

  async function ask(): Promise<Free> {
    try {
      const { freeCores, freeMemoryBytes, problems } = await engine.describe();
      return { cores: freeCores, memoryBytes: freeMemoryBytes, reachable: true, problems };
    } catch (error) {
      log.warn({ err: error }, 'the engine cannot be asked what it has free');
      const message = 'What runs instances here does not answer.';
      const problems = [{ code: 'ENGINE_UNREACHABLE', message, subject: null }];
      return { cores: null, memoryBytes: null, reachable: false, problems };
    }
  }

  return function free(): Promise<Free> {
    const now = clock();
    if (!asked || ageMs(asked.at, now) >= believedForMs) asked = { at: now.getTime(), answer: ask() };
    return asked.answer;
  };
}
