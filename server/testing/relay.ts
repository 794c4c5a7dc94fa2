import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** Between a client and the database: it can stop forwarding on the connections that it has, closing none. New ones pass. */
export async function stallingRelay(url: string) {
  const { pathname, searchParams } = new URL(url);
  const socketPath = `${searchParams.get('host')}/.s.PGSQL.5432`;
  const open = new Set<[Socket, Socket]>();
  const server = createServer((near) => {
    const far = connect(socketPath);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => socket.destroy());
    open.add([near, far]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const sockets of open) for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  };
  onTestFinished(close);
  const { port } = server.address() as { port: number };
  return {
    url: `postgresql://postgres@127.0.0.1:${port}${pathname}`,
    stall: () => {
      for (const [near, far] of open) {
        near.unpipe(far);
        far.unpipe(near);
        near.pause();
        far.pause();
      }
    },
    close,
  };
}
