/** From 0 to 2: the pieces of a message. From 8 on: about the connection. */
const lastOfData = 2;

/**
 * Finds the frames of a WebSocket (RFC 6455) in a stream that is passed on untouched: what kind each is, and whether the
 * stream is between two of them, where a frame of ours may stand. It believes lengths and keeps nothing.
 */
export class FrameWalker {
  readonly #header = new Uint8Array(10);
  readonly #onData: () => void;
  #have = 0;
  #left = 0;

  /** `onData` is called at each frame that carries a message or a piece of one. */
  constructor(onData: () => void = () => {}) {
    this.#onData = onData;
  }

  get isBetweenFrames(): boolean {
    return this.#have === 0 && this.#left === 0;
  }

  walk(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#left > 0) {
        const piece = Math.min(this.#left, bytes.length - at);
        this.#left -= piece;
        at += piece;
      } else {
        this.#header[this.#have++] = bytes[at++] as number;
        if (this.#have >= 2 && this.#have === this.#headerLength()) this.#begin();
      }
    }
  }

  /** Without the mask, which is counted with the payload. */
  #headerLength(): number {
    const length = (this.#header[1] as number) & 0x7f;
    return length < 126 ? 2 : length === 126 ? 4 : 10;
  }

  #begin(): void {
    const [first = 0, second = 0] = this.#header;
    let length = this.#have === 2 ? second & 0x7f : 0;
    for (let at = 2; at < this.#have; at++) length = length * 256 + (this.#header[at] as number);
    this.#have = 0;
    this.#left = length + (second & 0x80 ? 4 : 0);
    if ((first & 0x0f) <= lastOfData) this.#onData();
  }
}
