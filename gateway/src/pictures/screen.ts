import type { Grant } from '@atrium/contract/gateway/api';
import { fullUpdateRequest } from '../rfb/client-messages.ts';
import { type Desktop, openDesktop } from '../rfb/desktop.ts';
import type { Take } from '../rfb/intake.ts';
import { client, encodings, longestCutText, RfbViolation, server, upTo } from '../rfb/messages.ts';

const patienceMs = 10_000;
/** A larger screen is taken with every second, third … pixel: so much memory, and no more, whatever the desktop says. */
const mostPixels = 4_000_000;
const mostRectangles = 100_000;

/** What a desktop shows: red, green, blue, one byte each. */
export type Screen = { width: number; height: number; pixels: Buffer };

/**
 * Looks at a desktop once, by the secret that can only watch.
 * @throws Error when it does not show itself within 10 s
 */
export async function lookAt(reach: Grant['reach'], viewSecret: string, signal: AbortSignal): Promise<Screen> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const desktop = await openDesktop({ reach, secret: viewSecret }, patience);
  try {
    desktop.socket.write(Buffer.concat([redGreenBlue, rawAlone, fullUpdateRequest(desktop)]));
    return await read(desktop);
  } finally {
    desktop.socket.destroy();
  }
}

/** 32 bits a pixel, of which the first byte is red, the second green, the third blue. */
const redGreenBlue = Buffer.from([
  client.setPixelFormat,
  0,
  0,
  0,
  32,
  24,
  0,
  1,
  0,
  255,
  0,
  255,
  0,
  255,
  0,
  8,
  16,
  0,
  0,
  0,
]);
const rawAlone = Buffer.from([client.setEncodings, 0, 0, 1, 0, 0, 0, encodings.raw]);

async function read({ intake: { take }, width, height }: Desktop): Promise<Screen> {
  const canvas = new Canvas(width, height);
  for (let rectangles = 0; !canvas.isFull; ) {
    const [type] = await take(1);
    if (type !== server.update) {
      await skip(type, take);
      continue;
    }
    const count = (await take(3)).readUInt16BE(1);
    for (let at = 0; at < count; at++) {
      if (++rectangles > mostRectangles) throw new RfbViolation('a desktop of endless pieces');
      await readRectangle(await take(12), take, canvas);
    }
  }
  return canvas;
}

async function readRectangle(header: Buffer, take: Take, canvas: Canvas): Promise<void> {
  const [left = 0, top = 0, width = 0, height = 0] = [0, 2, 4, 6].map((at) => header.readUInt16BE(at));
  if (header.readInt32BE(8) !== encodings.raw) throw new RfbViolation('an encoding that nobody asked for');
  for (let row = 0; row < height; row++) canvas.draw(left, top + row, await take(width * 4));
}

async function skip(type: number | undefined, take: Take): Promise<void> {
  if (type === server.bell) return;
  if (type === server.cutText) return skipBytes(Math.abs((await take(7)).readInt32BE(3)), take);
  if (type === server.colourMap) return skipBytes(6 * (await take(5)).readUInt16BE(3), take);
  throw new RfbViolation(`an unknown message ${type} of the desktop`);
}

async function skipBytes(count: number, take: Take): Promise<void> {
  await take(upTo(2 * longestCutText, count));
}

class Canvas implements Screen {
  readonly width: number;
  readonly height: number;
  readonly pixels: Buffer;
  /** Every how manyth pixel is kept, across and down. */
  readonly #step: number;
  #missing: number;

  constructor(width: number, height: number) {
    this.#step = Math.max(1, Math.ceil(Math.sqrt((width * height) / mostPixels)));
    this.width = Math.ceil(width / this.#step);
    this.height = Math.ceil(height / this.#step);
    this.pixels = Buffer.alloc(this.width * this.height * 3);
    this.#missing = width * height;
  }

  get isFull(): boolean {
    return this.#missing <= 0;
  }

  draw(left: number, top: number, row: Buffer): void {
    const count = row.length / 4;
    this.#missing -= count;
    const step = this.#step;
    if (top % step !== 0 || top / step >= this.height) return;
    const start = (top / step) * this.width;
    const end = Math.min(this.width, Math.ceil((left + count) / step));
    for (let column = Math.ceil(left / step); column < end; column++) {
      row.copy(this.pixels, (start + column) * 3, (column * step - left) * 4, (column * step - left) * 4 + 3);
    }
  }
}
