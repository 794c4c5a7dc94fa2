import type { Screen } from './screen.ts';

const mostBytes = 32 * 1024;
/** From good to bearable; the last is small enough whatever it shows. */
const attempts = [
  { width: 640, height: 384, quality: 80 },
  { width: 640, height: 384, quality: 60 },
  { width: 640, height: 384, quality: 40 },
  { width: 480, height: 288, quality: 40 },
  { width: 320, height: 192, quality: 30 },
];

/** A picture of 5 : 3 and at most 32 KiB: a screen of another shape loses at its sides or its foot. */
export async function toJpeg({ width, height, pixels }: Screen): Promise<Buffer> {
  // Loaded at the first picture: it takes much memory, and a facility may have no desktops.
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  sharp.concurrency(1);
  for (const attempt of attempts) {
    const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .resize(attempt.width, attempt.height, { fit: 'cover', position: 'top' })
      .jpeg({ quality: attempt.quality, mozjpeg: true })
      .toBuffer();
    if (jpeg.length <= mostBytes) return jpeg;
  }
  throw new Error('a picture that cannot be made small');
}
