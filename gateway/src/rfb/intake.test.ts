import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Intake } from './intake.ts';

test('a piece that comes in parts is waited for without keeping anybody else from being heard', async () => {
  const { near, far } = await connected();
  far.write('ab');
  const whole = near.take(5);
  const others = new Promise((heard) => setImmediate(heard));
  await others;
  far.write('cdef');
  expect(String(await whole)).toBe('abcde');
  expect(String(await near.take(1))).toBe('f');
});

test('what does not come whole before the end is refused', async () => {
  const { near, far } = await connected();
  far.end('ab');
  await expect(near.take(3)).rejects.toThrow('the other side closed');
  await expect(near.take(3)).rejects.toThrow('the other side closed');
});

test('whoever is not asked has to wait, and loses nothing by it', async () => {
  const { near, far } = await connected();
  const sent = Buffer.from(Array.from({ length: 20_000_000 }, (_, index) => index % 251));
  far.write(sent);
  expect(await near.take(10)).toEqual(sent.subarray(0, 10));
  await vi.waitFor(() => expect(far.writableLength).toBeGreaterThan(0));
  expect((await near.take(2_000_000)).equals(sent.subarray(10, 2_000_010))).toBe(true);
  const heard: Buffer[] = [];
  near.listen(
    (bytes) => heard.push(Buffer.from(bytes)),
    () => false,
  );
  await vi.waitFor(() => expect(Buffer.concat(heard).length).toBe(17_999_990));
  expect(Buffer.concat(heard).equals(sent.subarray(2_000_010))).toBe(true);
});

async function connected(): Promise<{ near: Intake; far: Socket }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const near = new Intake((onread) => connect({ port, host: '127.0.0.1', onread }));
  const [far] = await once(server, 'connection');
  onTestFinished(() => {
    for (const one of [near.socket, far]) one.destroy();
    server.close();
  });
  return { near, far };
}
