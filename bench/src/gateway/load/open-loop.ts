import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

/**
 * Asks at a fixed rate, whether or not answers come: how long each took counts from when it was due, so that a proxy which
 * stands still is not spared the requests that would have come meanwhile. Prints the milliseconds of each as JSON.
 */
const asked: { port: number; head: string; rate: number; seconds: number; connections: number } = JSON.parse(
  process.argv[2] ?? '',
);
const { port, head, rate, seconds, connections } = asked;

const request = Buffer.from(head, 'latin1');
const waiting: number[] = [];
const idle: Line[] = [];
const took: number[] = [];
const total = Math.round(rate * seconds);
let due = 0;
let began = 0;

class Line {
  readonly #socket = connect(port, '127.0.0.1');
  #dueAt = 0;
  /** Of the answer that is being read. */
  #left = 0;

  constructor() {
    this.#socket.setNoDelay(true);
    this.#socket.on('data', (bytes: Buffer) => this.#read(bytes));
    this.#socket.on('error', fail);
    this.#socket.on('close', () => took.length < total && fail(new Error('a connection was closed')));
  }

  ask(dueAt: number): void {
    this.#dueAt = dueAt;
    this.#socket.write(request);
  }

  #read(bytes: Buffer): void {
    if (this.#left === 0) {
      // Heads are small, and come whole.
      const text = bytes.toString('latin1', 0, Math.min(bytes.length, 4096));
      const end = text.indexOf('\r\n\r\n');
      if (!text.startsWith('HTTP/1.1 200') || end < 0) fail(new Error(`an answer begins with ${text.slice(0, 80)}`));
      this.#left = end + 4 + Number(/^content-length: (\d+)/im.exec(text)?.[1]);
    }
    this.#left -= bytes.length;
    if (this.#left === 0) this.#done();
  }

  #done(): void {
    took.push(performance.now() - this.#dueAt);
    const next = waiting.shift();
    if (next === undefined) idle.push(this);
    else this.ask(next);
    if (took.length === total) finish();
  }
}

function fail(error: Error): never {
  console.error(error.message);
  process.exit(1);
}

function finish(): void {
  process.stdout.write(JSON.stringify(took.map((value) => Number(value.toFixed(3)))), () => process.exit(0));
}

function askWhatIsDue(): void {
  const until = Math.min(total, Math.floor(((performance.now() - began) / 1000) * rate));
  for (; due < until; due++) {
    const dueAt = began + (due / rate) * 1000;
    const line = idle.pop();
    if (line) line.ask(dueAt);
    else waiting.push(dueAt);
  }
  if (due < total) setTimeout(askWhatIsDue, 1);
}

for (let count = 0; count < connections; count++) idle.push(new Line());
setTimeout(() => {
  began = performance.now();
  askWhatIsDue();
}, 200);
