import type { Engine } from './engine.ts';

/**
 * Of a facility that offers no compute. What ran here before it gave its compute up is left as it is, for nobody can be
 * asked about it.
 */
export const noEngine: Engine = {
  kind: 'none',
  abilities: { restart: false, keepsDisk: false },
  describe: async () => ({ freeCores: null, freeMemoryBytes: null, problems: [] }),
  prepare: async () => {
    const message = 'This facility offers no compute.';
    return { is: 'unavailable', why: { code: 'ENVIRONMENT_UNAVAILABLE', message, until: null } };
  },
  submit: cannotAsk,
  query: cannotAsk,
  cancel: cannotAsk,
  tail: async () => [],
  reach: async () => undefined,
};

async function cannotAsk(): Promise<never> {
  throw new Error('no engine is configured');
}
