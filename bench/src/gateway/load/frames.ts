import { randomBytes } from 'node:crypto';

/** A binary message as a browser sends it: masked, by a mask that is not zero (RFC 6455, 5.2). */
export function masked(payload: Buffer): Buffer {
  const mask = randomBytes(4).map((byte) => byte | 1);
  const body = payload.map((byte, at) => byte ^ (mask[at % 4] as number));
  return Buffer.concat([header(payload.length, 0x80), mask, body]);
}

/** A binary message as a server sends it. */
export function unmasked(payload: Buffer): Buffer {
  return Buffer.concat([header(payload.length, 0), payload]);
}

function header(length: number, maskBit: number): Buffer {
  if (length <= 125) return Buffer.from([0x82, maskBit | length]);
  if (length <= 0xffff) return Buffer.from([0x82, maskBit | 126, length >> 8, length & 0xff]);
  const long = Buffer.alloc(10);
  long.writeUInt8(0x82);
  long.writeUInt8(maskBit | 127, 1);
  long.writeBigUInt64BE(BigInt(length), 2);
  return long;
}

const binary = 2;
const continuation = 0;

/** Hands on the payload of a peer's messages piece by piece, unmasked where they are masked. What is no data is left out. */
export function createFrameReader(onPayload: (piece: Buffer) => void) {
  let head = Buffer.alloc(0);
  let left = 0;
  let mask: Buffer | undefined;
  let seen = 0;
  let isData = false;

  return function read(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (left > 0) {
        const piece = bytes.subarray(at, at + left);
        at += piece.length;
        left -= piece.length;
        if (mask)
          for (let index = 0; index < piece.length; index++)
            piece[index] = (piece[index] as number) ^ (mask[seen++ % 4] as number);
        if (isData) onPayload(piece);
        continue;
      }
      head = Buffer.concat([head, bytes.subarray(at, at + 1)]);
      at += 1;
      const begun = frameIn(head);
      if (!begun) continue;
      ({ left, mask } = begun);
      isData = begun.opcode === binary || begun.opcode === continuation;
      seen = 0;
      head = Buffer.alloc(0);
    }
  };
}

function frameIn(head: Buffer): { opcode: number; left: number; mask: Buffer | undefined } | undefined {
  const [first = 0, second = 0] = head;
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const maskBytes = second & 0x80 ? 4 : 0;
  if (head.length < 2 + lengthBytes + maskBytes) return undefined;
  const left = lengthBytes === 0 ? short : lengthBytes === 2 ? head.readUInt16BE(2) : Number(head.readBigUInt64BE(2));
  return { opcode: first & 0xf, left, mask: maskBytes > 0 ? head.subarray(head.length - 4) : undefined };
}
