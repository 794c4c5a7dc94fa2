import { expect, test } from 'vitest';
import { createFrameReader, masked, unmasked } from './frames.ts';

const sizes = [1, 125, 126, 4096, 65_536];
const payload = (size: number) => Buffer.from(Array.from({ length: size }, (_, index) => index % 251));

test.each(sizes)('a message of %i bytes is read as it was written, masked or not, cut anywhere', (size) => {
  for (const write of [masked, unmasked]) {
    const wire = Buffer.concat([write(payload(size)), write(payload(3))]);
    for (const cut of [1, 2, 5, 11, wire.length - 1]) {
      const read: Buffer[] = [];
      const reader = createFrameReader((piece) => read.push(Buffer.from(piece)));
      reader(Buffer.from(wire.subarray(0, cut)));
      reader(Buffer.from(wire.subarray(cut)));
      expect(Buffer.concat(read).equals(Buffer.concat([payload(size), payload(3)]))).toBe(true);
    }
  }
});

test('a ping is no data', () => {
  const read: Buffer[] = [];
  createFrameReader((piece) => read.push(piece))(
    Buffer.concat([Buffer.from([0x89, 1, 7]), unmasked(Buffer.from('x'))]),
  );
  expect(Buffer.concat(read).toString()).toBe('x');
});
