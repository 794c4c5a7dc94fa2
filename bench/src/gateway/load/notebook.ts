import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { createFrameReader, unmasked } from './frames.ts';
import { notebookAsks } from './kinds.ts';
import { pour } from './pour.ts';

/**
 * The WebSocket of a notebook, on a Unix socket and on a port. What a message is, its first byte says: one asks for so many
 * MiB, a short and a long one come back.
 */
const [socket = '', port = ''] = process.argv.slice(2);
const lengths = { [notebookAsks.pour]: 8, [notebookAsks.short]: 4, [notebookAsks.long]: 4096 };
const sixtyFourKib = unmasked(Buffer.alloc(65_536, 0x5a));

function serve(request: IncomingMessage, connection: Socket): void {
  const key = request.headers['sec-websocket-key'];
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  connection.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
  let heard: Buffer = Buffer.alloc(0);
  const read = createFrameReader((piece) => {
    heard = Buffer.concat([heard, piece]);
    const length = lengths[heard[0] as number] as number;
    if (heard.length < length) return;
    const said = heard.subarray(0, length);
    heard = heard.subarray(length);
    if (said[0] === notebookAsks.pour) void pour(connection, sixtyFourKib, 16 * said.readUInt32BE(4));
    else connection.write(unmasked(said));
  });
  connection.setNoDelay(true);
  connection.on('error', () => {}); // The other end has gone; so does this one.
  connection.on('end', () => connection.end());
  connection.on('data', read);
}

rmSync(socket, { force: true });
createServer()
  .on('upgrade', serve)
  .listen(socket, () => {
    createServer()
      .on('upgrade', serve)
      .listen(Number(port), '127.0.0.1', () => console.log('ready'));
  });
