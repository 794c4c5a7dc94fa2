import { createCipheriv } from 'node:crypto';
import { connect } from 'node:net';

/**
 * A small client of a desktop (RFC 6143), with whole frames as raw pixels.
 * @throws Error when the desktop does not take the password
 */
export async function openDesktop(socket: string, password: string) {
  const connection = connect(socket);
  const arrived: Buffer[] = [];
  let over = false;
  let wake = () => {};
  connection.on('data', (bytes) => arrived.push(bytes) && wake());
  connection.on('error', () => {});
  connection.on('close', () => {
    over = true;
    wake();
  });

  async function read(length: number): Promise<Buffer> {
    while (arrived.reduce((sum, bytes) => sum + bytes.length, 0) < length) {
      if (over) throw new Error('the desktop hung up');
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const all = Buffer.concat(arrived);
    arrived.splice(0, arrived.length, all.subarray(length));
    return all.subarray(0, length);
  }

  await read(12);
  connection.write('RFB 003.008\n');
  const offered = await read((await read(1)).readUInt8());
  connection.write(Buffer.from([2]));
  connection.write(respond(await read(16), password));
  const taken = (await read(4)).readUInt32BE() === 0;
  if (!taken) {
    connection.destroy();
    throw new Error('the desktop did not take the password');
  }
  connection.write(Buffer.from([1]));
  const init = await read(24);
  const [width, height] = [init.readUInt16BE(0), init.readUInt16BE(2)];
  const name = (await read(init.readUInt32BE(20))).toString('utf8');
  connection.write(Buffer.from([2, 0, 0, 1, 0, 0, 0, 0]));

  /** Every pixel, four bytes each, row by row. */
  async function frame(): Promise<Buffer> {
    const pixels = Buffer.alloc(width * height * 4);
    const request = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    request.writeUInt16BE(width, 6);
    request.writeUInt16BE(height, 8);
    connection.write(request);
    while ((await read(1)).readUInt8() !== 0);
    await read(1);
    for (let left = (await read(2)).readUInt16BE(); left > 0; left -= 1) await rectangle(pixels);
    return pixels;
  }

  async function rectangle(pixels: Buffer): Promise<void> {
    const head = await read(12);
    const [x, y, columns, rows] = [0, 2, 4, 6].map((at) => head.readUInt16BE(at)) as [number, number, number, number];
    const bytes = await read(columns * rows * 4);
    for (let row = 0; row < rows; row += 1) {
      bytes.copy(pixels, ((y + row) * width + x) * 4, row * columns * 4, (row + 1) * columns * 4);
    }
  }

  /** A key by its X keysym, pressed and let go. */
  function type(keysym: number): void {
    for (const down of [1, 0]) {
      const message = Buffer.from([4, down, 0, 0, 0, 0, 0, 0]);
      message.writeUInt32BE(keysym, 4);
      connection.write(message);
    }
  }

  return { name, width, height, offered: [...offered], frame, type, close: () => void connection.destroy() };
}

/** VncAuth: the challenge under DES, with the password's bits in its own order as the key. */
function respond(challenge: Buffer, password: string): Buffer {
  const mirrored = [...password.padEnd(8, '\0')].map((letter) =>
    Number.parseInt([...letter.charCodeAt(0).toString(2).padStart(8, '0')].reverse().join(''), 2),
  );
  const key = Buffer.from([...mirrored, ...mirrored, ...mirrored]);
  return createCipheriv('des-ede3-ecb', key, null).setAutoPadding(false).update(challenge);
}
