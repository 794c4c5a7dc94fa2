import { once } from 'node:events';
import { readSettings } from '@atrium/server/settings';
import pino from 'pino';
import { startIdentityProvider } from './provider.ts';
import { settings } from './settings.ts';

const [, , file = 'identity-provider.json'] = process.argv;
try {
  const log = pino({ name: 'identity-provider' }, pino.destination(2));
  const identityProvider = await startIdentityProvider(readSettings(settings, file), { clock: () => new Date(), log });
  console.log('The identity provider is ready');
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await identityProvider.stop();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
