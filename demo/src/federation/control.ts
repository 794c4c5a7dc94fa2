import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

/** What a second shell asks of the running demo, over a socket in its state directory. */
const request = z.discriminatedUnion('verb', [
  z.object({ verb: z.literal('status') }),
  z.object({ verb: z.enum(['stop', 'start']), facility: z.string() }),
]);
export type ControlRequest = z.output<typeof request>;

const answer = z.object({ done: z.boolean(), says: z.string() });
export type ControlAnswer = z.output<typeof answer>;

const socketOf = (state: string) => join(state, 'control.sock');

/** Listens for the state directory's second shell. @throws Error when a demo runs on it already. */
export async function openControl(state: string, serve: (asked: ControlRequest) => Promise<ControlAnswer>) {
  const path = socketOf(state);
  const other = await askDemo(state, { verb: 'status' });
  if (other) throw new Error(`a demo runs on ${state} already. ${other.says}`);
  await rm(path, { force: true });

  const server = createServer({ allowHalfOpen: true }, (socket) => {
    serveOne(socket).catch((error) => {
      socket.end(JSON.stringify({ done: false, says: (error as Error).message }));
    });
  });
  server.listen(path);
  await once(server, 'listening');
  await chmod(path, 0o600);

  async function serveOne(socket: Socket) {
    const asked = request.parse(JSON.parse(await text(socket)));
    socket.end(JSON.stringify(await serve(asked)));
  }

  return { close: () => new Promise<void>((closed) => server.close(() => closed())) };
}

/** Asks the demo on this state directory; undefined: none runs there. */
export async function askDemo(state: string, asked: ControlRequest): Promise<ControlAnswer | undefined> {
  if (!existsSync(socketOf(state))) return undefined;
  const socket = createConnection({ path: socketOf(state), allowHalfOpen: true });
  try {
    await once(socket, 'connect');
  } catch {
    return undefined;
  }
  socket.end(JSON.stringify(asked));
  return answer.parse(JSON.parse(await text(socket)));
}
