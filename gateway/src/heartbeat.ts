import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';

type Parts = { limits: Pick<Limits, 'pingMs' | 'silentMs'>; ask: () => void; onDead: () => void };

/**
 * Notices that nobody is there any more, where the network says nothing of it. A sign of life is whatever comes from the
 * other side, and also that it takes what has been waiting for it; whom we do not read cannot be heard. Ends with the socket.
 */
export function listenForLife(socket: Socket, { limits, ask, onDead }: Parts): void {
  let heard = socket.bytesRead;
  let taken = 0;
  let wasWaiting = false;
  let silentSince = performance.now();

  const timer = setInterval(() => {
    const takenNow = socket.bytesWritten - socket.writableLength;
    const takesMore = wasWaiting && takenNow > taken;
    if (socket.bytesRead > heard || takesMore || socket.isPaused()) silentSince = performance.now();
    heard = socket.bytesRead;
    taken = takenNow;
    wasWaiting = socket.writableLength > 0;
    if (performance.now() - silentSince >= limits.silentMs) onDead();
    else if (!wasWaiting) ask();
  }, limits.pingMs);
  socket.once('close', () => clearInterval(timer));
}
