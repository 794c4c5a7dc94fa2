import { once } from 'node:events';
import type { Socket } from 'node:net';

export type Take = (size: number) => Promise<Buffer>;

/** Reads a socket in pieces of the size that is asked for. Rejects once it is closed. */
export function createTake(socket: Socket): Take {
  const gone = new AbortController();
  socket.once('close', () => gone.abort(new Error('the other side closed the connection')));

  return async function take(size) {
    if (size === 0) return Buffer.alloc(0);
    for (;;) {
      const bytes: Buffer | null = socket.read(size);
      if (bytes?.length === size) return bytes;
      await once(socket, 'readable', { signal: gone.signal });
    }
  };
}
