import { performance } from 'node:perf_hooks';
import { talks } from './kinds.ts';
import { Line, type Way } from './line.ts';

/**
 * Many people at once, each of whom says the same at a steady pace and gets the same back. How long an answer took counts from
 * when it was due to be asked for. Prints what it saw as JSON.
 */
type Asked = { ways: Way[]; talk: 'long' | 'watch'; connections: number; everyMs: number; seconds: number };
const { ways, talk, connections, everyMs, seconds }: Asked = JSON.parse(process.argv[2] ?? '');
const warmUpMs = 1000;
const lastAnswerMs = 5000;

const took: number[] = [];
let dropped = 0;
let unanswered = 0;
let isOver = false;

// Each person once, and then all the rest: nobody's right is asked for by all of their connections at once.
const lines = [...(await openLines(0, ways.length)), ...(await openLines(ways.length, connections))];
const began = performance.now() + 200;
await Promise.all(lines.map(({ line, said }, index) => converse(line, said, began + (index / connections) * everyMs)));
isOver = true;
for (const { line } of lines) line.close();
process.stdout.write(JSON.stringify({ took, dropped, unanswered }), () => process.exit(0));

function openLines(from: number, to: number) {
  return Promise.all(
    Array.from({ length: to - from }, async (_, index) => {
      const way = ways[(from + index) % ways.length] as Way;
      return { line: await Line.open(way), said: talks[way.kind][talk] };
    }),
  );
}

function converse(
  line: Line,
  { ask, answerBytes }: { ask: Buffer; answerBytes: number },
  firstAt: number,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const total = Math.round((warmUpMs + seconds * 1000) / everyMs);
  let said = 0;
  let answered = 0;
  line.onBytes(() => {
    for (; (answered + 1) * answerBytes <= line.bytes; answered++) {
      const due = firstAt + answered * everyMs;
      if (due - began >= warmUpMs) took.push(Number((performance.now() - due).toFixed(3)));
    }
    if (answered === total) end();
  });
  line.onClose(() => {
    if (!isOver) dropped++;
    end();
  });
  sayNext();
  const limit = setTimeout(end, firstAt - performance.now() + total * everyMs + lastAnswerMs);
  return promise;

  function sayNext(): void {
    for (; said < total && firstAt + said * everyMs <= performance.now(); said++) line.say(ask);
    if (said < total) setTimeout(sayNext, firstAt + said * everyMs - performance.now());
  }

  function end(): void {
    clearTimeout(limit);
    unanswered += total - answered;
    answered = total;
    resolve();
  }
}
