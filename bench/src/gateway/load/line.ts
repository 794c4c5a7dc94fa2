import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createFrameReader, masked } from './frames.ts';
import { type Kind, talks } from './kinds.ts';

/** Where an interface is reached. Without a path there is no WebSocket, but the interface itself. */
export type Way = { kind: Kind; port: number; path: string | null; headers: string[] };

/** A connection to an interface, by whatever stands between, past its greeting. */
export class Line {
  readonly #socket: Socket;
  readonly #isFramed: boolean;
  #bytes = 0;
  #arrived = () => {};

  static async open({ kind, port, path, headers }: Way): Promise<Line> {
    const socket = connect(port, '127.0.0.1').setNoDelay(true);
    await once(socket, 'connect');
    const line = new Line(socket, path !== null);
    if (path !== null) await line.#upgrade(path, headers);
    const { greeting, greetingEnds } = talks[kind];
    for (const [after, say] of greeting) {
      await line.until(after);
      line.say(say);
    }
    await line.until(greetingEnds);
    line.#bytes -= greetingEnds;
    return line;
  }

  private constructor(socket: Socket, isFramed: boolean) {
    this.#socket = socket;
    this.#isFramed = isFramed;
    socket.on('error', () => {}); // 'close' follows.
    const count = (piece: Buffer) => {
      this.#bytes += piece.length;
      this.#arrived();
    };
    if (!isFramed) socket.on('data', count);
    else socket.once('data', (bytes: Buffer) => this.#begin(bytes, createFrameReader(count)));
  }

  /** Bytes that have come since the greeting. */
  get bytes(): number {
    return this.#bytes;
  }

  say(bytes: Buffer): void {
    this.#socket.write(this.#isFramed ? masked(bytes) : bytes);
  }

  onBytes(arrived: () => void): void {
    this.#arrived = arrived;
  }

  onClose(closed: () => void): void {
    this.#socket.on('close', closed);
  }

  /** @throws Error when it closes before so many bytes have come */
  until(bytes: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const closed = () => reject(new Error(`the connection was closed after ${this.#bytes} of ${bytes} bytes`));
    this.#arrived = () => {
      if (this.#bytes < bytes) return;
      this.#arrived = () => {};
      this.#socket.off('close', closed);
      resolve();
    };
    this.#socket.once('close', closed);
    this.#arrived();
    return promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #upgrade(path: string, headers: string[]): Promise<void> {
    const key = randomBytes(16).toString('base64');
    const upgrade = [
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${key}`,
    ];
    this.#socket.write(`${[`GET ${path} HTTP/1.1`, ...headers, ...upgrade].join('\r\n')}\r\n\r\n`);
    await once(this.#socket, 'upgraded');
  }

  #begin(bytes: Buffer, read: (bytes: Buffer) => void): void {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0 || !bytes.toString('latin1', 0, 12).startsWith('HTTP/1.1 101')) {
      return void this.#socket.destroy(new Error(`no WebSocket: ${bytes.toString('latin1', 0, 80)}`));
    }
    this.#socket.on('data', read);
    this.#socket.emit('upgraded');
    if (bytes.length > end + 4) read(bytes.subarray(end + 4));
  }
}
