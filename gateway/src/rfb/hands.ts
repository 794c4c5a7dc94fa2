import { client } from './messages.ts';

const notify = 1 << 27;
const provide = 1 << 28;

/** Tells what a person's hands do from what a page says by itself. */
export class Hands {
  #pointer = '';

  /** A key, a pointer that has moved or is pressed otherwise, or text that was cut. */
  didThis(message: Buffer): boolean {
    switch (message[0]) {
      case client.key:
      case client.qemuKey:
        return true;
      case client.pointer:
        return this.#hasMoved(message.toString('latin1', 1, 6));
      case client.cutText:
        return carriesText(message);
      default:
        return false;
    }
  }

  #hasMoved(pointer: string): boolean {
    const before = this.#pointer;
    this.#pointer = pointer;
    return pointer !== before;
  }
}

/** In the extended clipboard a browser also says what it can do, and asks for what the desktop has. */
function carriesText(message: Buffer): boolean {
  if (message.readInt32BE(4) >= 0) return true;
  return message.length >= 12 && (message.readUInt32BE(8) & (notify | provide)) !== 0;
}
