import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that the kernel gives away by itself: a portal must know its address before it listens. */
const [first, count] = [20_000, 12_000];
let next = Math.floor(Math.random() * count);

export async function freePort(): Promise<number> {
  for (let tried = 0; tried < 100; tried++) {
    const port = first + (next++ % count);
    if (await isFree(port)) return port;
  }
  throw new Error('no port is free');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const [event] = await Promise.race([
    once(server.listen(port, '127.0.0.1'), 'listening').then(() => ['listening']),
    once(server, 'error').then(() => ['error']),
  ]).catch(() => ['error']);
  if (event !== 'listening') return false;
  server.close();
  await once(server, 'close');
  return true;
}
