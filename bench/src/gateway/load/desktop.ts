import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { pour } from './pour.ts';

/**
 * A desktop that costs as little as can be, on a Unix socket and on a port. Asked for a whole screen, it pours out as many
 * MiB of Raw rectangles as the screen is said to be wide, asked for what has changed, one of 64 KiB; a key is answered with one pixel; a clipboard comes back as pixels.
 */
const [socket = '', port = ''] = process.argv.slice(2);

const init = Buffer.concat([
  Buffer.from([4, 0, 4, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0, 0, 0, 0, 5]),
  Buffer.from('bench'),
]);
const message = { pixelFormat: 0, encodings: 2, screen: 3, key: 4, pointer: 5, clipboard: 6 };

/** An update of one Raw rectangle of 32 bits a pixel. */
function update(width: number, height: number, pixels: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt16BE(1, 2);
  head.writeUInt16BE(width, 8);
  head.writeUInt16BE(height, 10);
  return Buffer.concat([head, pixels]);
}
const sixtyFourKib = update(128, 128, Buffer.alloc(65_536, 0x5a));
const pixel = update(1, 1, Buffer.alloc(4));

function serve(connection: Socket): void {
  let heard: Buffer = Buffer.alloc(0);
  let greeting = [12, 1, 1];
  connection.setNoDelay(true);
  connection.on('error', () => {}); // The other end has gone; so does this one.
  connection.on('data', (bytes: Buffer) => {
    heard = heard.length > 0 ? Buffer.concat([heard, bytes]) : bytes;
    for (let length = nextLength(); heard.length >= length; length = nextLength()) {
      const said = heard.subarray(0, length);
      heard = heard.subarray(length);
      if (greeting.length > 0) greet();
      else answer(said);
    }
  });
  connection.write('RFB 003.008\n');

  function greet(): void {
    const answers = [init, Buffer.alloc(4), Buffer.from([1, 1])];
    connection.write(answers[greeting.length - 1] as Buffer);
    greeting = greeting.slice(1);
  }

  function nextLength(): number {
    if (greeting[0] !== undefined) return greeting[0];
    if (heard.length === 0) return 1;
    if (heard[0] === message.pixelFormat) return 20;
    if (heard[0] === message.encodings) return heard.length < 4 ? 4 : 4 + 4 * heard.readUInt16BE(2);
    if (heard[0] === message.screen) return 10;
    if (heard[0] === message.key) return 8;
    if (heard[0] === message.pointer) return 6;
    return heard.length < 8 ? 8 : 8 + heard.readUInt32BE(4);
  }

  function answer(said: Buffer): void {
    if (said[0] === message.key) connection.write(pixel);
    if (said[0] === message.clipboard) connection.write(update(32, (said.length - 8) / 128, said.subarray(8)));
    if (said[0] === message.screen && said[1] === 1) connection.write(sixtyFourKib);
    if (said[0] === message.screen && said[1] === 0) void pour(connection, sixtyFourKib, 16 * said.readUInt16BE(6));
  }
}

rmSync(socket, { force: true });
createServer(serve).listen(socket, () => {
  createServer(serve).listen(Number(port), '127.0.0.1', () => console.log('ready'));
});
