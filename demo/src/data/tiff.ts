type Image = { width: number; height: number; values: Int32Array };

const tags = { width: 256, height: 257, bits: 258, compression: 259, stripBytes: 279 };

/**
 * The one image of a detector's TIFF: 32-bit integers, little-endian, not compressed, in one strip at the end. Where the
 * strip begins is counted from there: in the file of Debian's package, the 11 lines of the header have lost their
 * carriage returns, so that the offset it gives is 11 bytes too far.
 * @throws Error for any other.
 */
export function readTiff(bytes: Buffer): Image {
  if (bytes.toString('latin1', 0, 4) !== 'II*\0') throw new Error('no little-endian TIFF');
  const at = bytes.readUInt32LE(4);
  const entries = new Map<number, { count: number; value: number }>();
  for (let index = 0; index < bytes.readUInt16LE(at); index++) {
    const entry = at + 2 + 12 * index;
    const isShort = bytes.readUInt16LE(entry + 2) === 3;
    const value = isShort ? bytes.readUInt16LE(entry + 8) : bytes.readUInt32LE(entry + 8);
    entries.set(bytes.readUInt16LE(entry), { count: bytes.readUInt32LE(entry + 4), value });
  }

  const of = (tag: number) => entries.get(tag)?.value ?? 0;
  const width = of(tags.width);
  const height = of(tags.height);
  const isOneStrip = entries.get(tags.stripBytes)?.count === 1 && of(tags.stripBytes) === 4 * width * height;
  if (of(tags.bits) !== 32 || of(tags.compression) !== 1 || !isOneStrip) {
    throw new Error('no TIFF of 32 bits in one strip');
  }
  const first = bytes.length - 4 * width * height;
  const values = Int32Array.from({ length: width * height }, (_, pixel) => bytes.readInt32LE(first + 4 * pixel));
  return { width, height, values };
}
