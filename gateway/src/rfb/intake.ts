import type { OnReadOpts, Socket } from 'node:net';
import { ReadBuffer } from '../read-buffer.ts';

export type Take = Intake['take'];

/** So much may wait for who asks for it; then the other side has to wait. */
const mostKept = 64 * 1024;

/**
 * What comes from a socket: in pieces of the size that is asked for, and from some moment on as it comes. A screen that
 * moves is a stream without end: the memory that it comes in is used again and again.
 */
export class Intake {
  readonly socket: Socket;
  readonly #buffer = new ReadBuffer();
  #kept: Buffer = Buffer.alloc(0);
  #wanted: { piece: Buffer; have: number; found: PromiseWithResolvers<Buffer> } | undefined;
  #hear: ((bytes: Buffer) => void) | undefined;
  #isQueued = () => false;

  constructor(open: (onread: OnReadOpts) => Socket) {
    this.socket = open(this.#buffer.readInto((bytes) => this.#read(bytes)));
    this.socket.once('close', () => this.#wanted?.found.reject(closed()));
  }

  /** One piece after the other. Rejects once the socket is closed. */
  readonly take = (size: number): Promise<Buffer> => {
    const found = Promise.withResolvers<Buffer>();
    this.#wanted = { piece: Buffer.allocUnsafe(size), have: 0, found };
    this.#kept = this.#give(this.#kept);
    if (this.#wanted && this.socket.destroyed) found.reject(closed());
    else if (this.#wanted) this.socket.resume();
    return found.promise;
  };

  /** From now on all of it, at once. The bytes are good until `hear` returns; `isQueued`: unless somebody has kept them. */
  listen(hear: (bytes: Buffer) => void, isQueued: () => boolean): void {
    this.#hear = hear;
    this.#isQueued = isQueued;
    this.socket.resume();
    if (this.#kept.length > 0) hear(this.#kept);
    this.#kept = Buffer.alloc(0);
  }

  #read(bytes: Buffer): boolean {
    if (this.#hear) {
      this.#hear(bytes);
      this.#buffer.passedOn(bytes.length, this.#isQueued());
      return true; // Who has heard enough has paused the socket.
    }
    const rest = this.#give(bytes);
    if (rest.length > 0) this.#kept = Buffer.concat([this.#kept, rest]);
    this.#buffer.passedOn(bytes.length, false);
    return this.#wanted !== undefined || this.#kept.length <= mostKept;
  }

  /** To who has asked, as far as it goes. Returns what is left. */
  #give(bytes: Buffer): Buffer {
    const wanted = this.#wanted;
    if (!wanted) return bytes;
    const given = bytes.copy(wanted.piece, wanted.have);
    wanted.have += given;
    if (wanted.have === wanted.piece.length) {
      this.#wanted = undefined;
      wanted.found.resolve(wanted.piece);
    }
    return bytes.subarray(given);
  }
}

function closed(): Error {
  return new Error('the other side closed the connection');
}
