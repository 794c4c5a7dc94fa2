import { once } from 'node:events';
import type { Socket } from 'node:net';

/** Writes the same bytes again and again, as fast as they are read. */
export async function pour(socket: Socket, bytes: Buffer, times: number): Promise<void> {
  for (let count = 0; count < times && !socket.destroyed; count++) {
    if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
  }
}
