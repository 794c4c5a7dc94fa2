import type { Socket } from 'node:net';

export type Take = (size: number) => Promise<Buffer>;

/** Reads a socket in pieces of the size that is asked for. Rejects once it is closed. */
export function createTake(socket: Socket): Take {
  let wake = () => {};
  let isClosed = false;
  const wakeUp = () => wake();
  socket.once('close', () => {
    isClosed = true;
    wakeUp();
  });

  return async function take(size) {
    if (size === 0) return Buffer.alloc(0);
    // For the whole piece at once: whoever begins to listen while a part of it is there hears of that part again, so that
    // a listener for each part goes round without end, and nobody else is heard.
    socket.on('readable', wakeUp);
    try {
      for (;;) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        const bytes: Buffer | null = socket.read(size);
        if (bytes?.length === size) return bytes;
        if (isClosed) throw new Error('the other side closed the connection');
        await promise;
      }
    } finally {
      socket.off('readable', wakeUp);
    }
  };
}
