import { performance } from 'node:perf_hooks';
import { talks } from './kinds.ts';
import { Line, type Way } from './line.ts';

/** One person at one interface: asks for a stream, then for many short answers one after the other. Prints JSON. */
const asked: Way & { mebibytes: number; echoes: number } = JSON.parse(process.argv[2] ?? '');
const { pour, short } = talks[asked.kind];

const line = await Line.open(asked);
const took: number[] = [];
for (let count = 0; count < asked.echoes; count++) {
  const began = performance.now();
  const enough = line.bytes + short.answerBytes;
  line.say(short.ask);
  await line.until(enough);
  took.push(Number((performance.now() - began).toFixed(4)));
}

const stream = pour(asked.mebibytes);
const enough = line.bytes + stream.answerBytes;
const began = performance.now();
if (asked.mebibytes > 0) line.say(stream.ask);
if (asked.mebibytes > 0) await line.until(enough);
const seconds = (performance.now() - began) / 1000;
process.stdout.write(JSON.stringify({ megabytes: stream.answerBytes / 1e6, seconds, took }), () => process.exit(0));
