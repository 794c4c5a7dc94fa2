import { mintSecret } from '@atrium/server/ids';
import pino from 'pino';
import { startGateway } from '../src/main.ts';

/** A gateway in a process of its own, so that its memory can be told from that of the test. */
const config = JSON.parse(process.argv[2] ?? '');
const outside = { clock: () => new Date(), mintSecret, log: pino({ level: 'silent' }) };
const gateway = await startGateway(config, outside);
console.log(gateway.port);
process.once('SIGTERM', () => gateway.stop());
