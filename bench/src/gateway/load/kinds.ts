/** What the first byte of a message to the notebook's WebSocket says. */
export const notebookAsks = { pour: 0, short: 1, long: 2 };

/** How one talks with an interface: what asks for a stream, for a short answer and for a long one, and how long each is. */
export type Talk = {
  /** What is said first, each after so many bytes have come. */
  greeting: [after: number, say: Buffer][];
  greetingEnds: number;
  pour: (mebibytes: number) => { ask: Buffer; answerBytes: number };
  short: { ask: Buffer; answerBytes: number };
  /** 4096 bytes each way, give or take a head. */
  long: { ask: Buffer; answerBytes: number };
  /** A moving picture, one change at a time: 64 KiB for a short question. */
  watch: { ask: Buffer; answerBytes: number };
};

export type Kind = 'desktop' | 'notebook';

const updateHead = 16;

export const talks: Record<Kind, Talk> = {
  desktop: {
    greeting: [
      [12, Buffer.from('RFB 003.008\n')],
      [14, Buffer.from([1])],
      [18, Buffer.from([1])],
    ],
    greetingEnds: 18 + 24 + 'bench'.length,
    pour: (mebibytes) => ({
      ask: Buffer.from([3, 0, 0, 0, 0, 0, mebibytes >> 8, mebibytes & 0xff, 0, 1]),
      answerBytes: 16 * mebibytes * (updateHead + 65_536),
    }),
    short: { ask: Buffer.from([4, 1, 0, 0, 0, 0, 0, 0x61]), answerBytes: updateHead + 4 },
    long: {
      ask: Buffer.concat([Buffer.from([6, 0, 0, 0, 0, 0, 0x10, 0]), Buffer.alloc(4096, 'x')]),
      answerBytes: updateHead + 4096,
    },
    watch: { ask: Buffer.from([3, 1, 0, 0, 0, 0, 0, 128, 0, 128]), answerBytes: updateHead + 65_536 },
  },
  notebook: {
    greeting: [],
    greetingEnds: 0,
    pour: (mebibytes) => ({
      ask: Buffer.from([notebookAsks.pour, 0, 0, 0, 0, 0, mebibytes >> 8, mebibytes & 0xff]),
      answerBytes: 16 * mebibytes * 65_536,
    }),
    short: { ask: Buffer.from([notebookAsks.short, 0, 0, 0]), answerBytes: 4 },
    long: { ask: Buffer.alloc(4096, notebookAsks.long), answerBytes: 4096 },
    watch: { ask: Buffer.from([notebookAsks.pour, 0, 0, 0, 0, 0, 0, 1]), answerBytes: 16 * 65_536 },
  },
};
