import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type Federation, startFederation } from './federation.ts';

declare module 'vitest' {
  interface ProvidedContext {
    federation: Federation;
  }
}

/** The ports of the demo's thirty first are left to whoever tries the demo on this machine. */
const port = 17_400;

/** One federation for all files; those that need another start it themselves. */
export default async function setUp(project: TestProject) {
  const state = await mkdtemp(join(tmpdir(), 'e2e-'));
  const { cache = '' } = project.config.provide;
  const { federation, end } = await startFederation({ state, cache, port });
  project.provide('federation', federation);
  return async () => {
    await end('SIGINT');
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  };
}
