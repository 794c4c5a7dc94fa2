import type { Socket } from 'node:net';

export type Take = (size: number) => Promise<Buffer>;

/** Reads a socket in pieces of the size that is asked for, one after the other. Rejects once it is closed. */
export function createTake(socket: Socket): Take {
  return async function take(size) {
    const there: Buffer | null = size === 0 ? Buffer.alloc(0) : socket.read(size);
    return there?.length === size ? there : await whenThere(socket, size);
  };
}

/** The listener stays until all is there: each new one would be called at once for what has come, without end. */
function whenThere(socket: Socket, size: number): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const giveUp = () => reject(new Error('the other side closed the connection'));
  const look = () => {
    const bytes: Buffer | null = socket.read(size);
    if (bytes?.length === size) resolve(bytes);
    else if (bytes) giveUp();
  };
  socket.on('readable', look);
  socket.once('close', giveUp);
  if (socket.destroyed) giveUp();
  return promise.finally(() => {
    socket.off('readable', look);
    socket.off('close', giveUp);
  });
}
