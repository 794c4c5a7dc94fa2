import { once } from 'node:events';
import pino from 'pino';
import { readConfig } from '../src/config.ts';
import { startPortal } from '../src/main.ts';

/** A portal in a process of its own, which a test can kill. */
const [file = ''] = process.argv.slice(2);
const portal = await startPortal(readConfig(file), { clock: () => new Date(), log: pino({ level: 'silent' }) });
process.stdout.write(`The portal is at ${portal.url}\n`);
await once(process, 'SIGTERM');
await portal.stop();
