import pino from 'pino';
import { createLocalEngine } from '../src/engines/local/local.ts';
import { localSettings } from '../src/engines/local/settings.ts';

/**
 * The local engine in a process of its own, as an account that may do nothing, which its parent asks over the channel
 * between them. Killed, it is a connector that dies.
 */
const { settings, stateDirectory } = JSON.parse(process.argv[2] ?? '');

process.umask(0o077);
const engine = await createLocalEngine(localSettings.parse(settings), {
  stateDirectory,
  log: pino({ level: 'silent' }),
});

process.on('message', async ({ id, method, args }: { id: number; method: keyof typeof engine; args: never[] }) => {
  try {
    const act = engine[method] as (...args: never[]) => Promise<unknown>;
    process.send?.({ id, value: await act(...args) });
  } catch (error) {
    process.send?.({ id, error });
  }
});
process.send?.({ id: 0, value: { kind: engine.kind, abilities: engine.abilities } });
