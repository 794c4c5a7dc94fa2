import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createTake } from './take.ts';

test('a piece that comes in parts is waited for without keeping anybody else from being heard', async () => {
  const { near, far } = await connected();
  const take = createTake(near);
  far.write('ab');
  await once(near, 'readable');
  const whole = take(5);
  const others = new Promise((heard) => setImmediate(heard));
  await others;
  far.write('cdef');
  expect(String(await whole)).toBe('abcde');
  expect(String(await take(1))).toBe('f');
});

test('what does not come whole before the end is refused', async () => {
  const { near, far } = await connected();
  const take = createTake(near);
  far.end('ab');
  await expect(take(3)).rejects.toThrow('the other side closed');
});

async function connected(): Promise<{ near: Socket; far: Socket }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = createConnection((server.address() as AddressInfo).port, '127.0.0.1');
  const [far] = await once(server, 'connection');
  onTestFinished(() => {
    for (const one of [near, far]) one.destroy();
    server.close();
  });
  return { near, far };
}
