import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Engine } from './engine.ts';
import { createLocalEngine } from './local/local.ts';
import { createNullEngine } from './null/null.ts';
import type { EngineSettings } from './settings.ts';

type Surroundings = { stateDirectory: string; log: Logger };

/** The engine that the configuration names. What it returns is all that anybody else knows of it. */
export function createEngine(settings: EngineSettings, surroundings: Surroundings): Promise<Engine> {
  switch (settings.kind) {
    case 'local':
      return createLocalEngine(settings, surroundings);
    case 'null':
      return createNullEngine(settings.directory ?? join(surroundings.stateDirectory, 'null-engine'));
  }
}
