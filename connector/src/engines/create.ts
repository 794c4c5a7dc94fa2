import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Engine } from './engine.ts';
import { createLocalEngine } from './local/local.ts';
import { noEngine } from './none.ts';
import { createNullEngine } from './null/null.ts';
import type { EngineSettings } from './settings.ts';

type Surroundings = { stateDirectory: string; log: Logger };

/** The engine that the configuration names. What it returns is all that anybody else knows of it. */
export async function createEngine(settings: EngineSettings | null, surroundings: Surroundings): Promise<Engine> {
  if (settings === null) return noEngine;
  switch (settings.kind) {
    case 'local':
      return createLocalEngine(settings, surroundings);
    case 'null':
      return createNullEngine(settings.directory ?? join(surroundings.stateDirectory, 'null-engine'));
  }
}
