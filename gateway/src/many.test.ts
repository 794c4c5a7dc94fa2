import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, inject, onTestFinished, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startGatewayAlone, startInterface } from '../testing/gateway.ts';

const [connections, seconds] = inject('full') ? [300, 60] : [30, 2];
const messagesEachSecond = 20;
const messageBytes = 2_000;

test('SEC-T21: hundreds at work at once, each with 40 KB/s both ways, lose no message and no connection', {
  timeout: 180_000,
}, async () => {
  const { port, connector, process: gateway } = await startGatewayAlone();
  const server = createServer();
  const echo = new WebSocketServer({ server, perMessageDeflate: false });
  echo.on('connection', (socket) =>
    socket.on('message', (bytes, isBinary) => socket.send(bytes, { binary: isBinary })),
  );
  const reach = await startInterface(server);
  const workers = await Promise.all(Array.from({ length: connections }, open));
  const busyBefore = cpuSeconds();
  const beganAt = performance.now();
  const late = (await Promise.all(workers.map(({ work }) => work()))).flat().toSorted((a, b) => a - b);
  const took = (performance.now() - beganAt) / 1000;
  expect(late).toHaveLength(connections * seconds * messagesEachSecond);
  expect(workers.filter(({ socket }) => socket.readyState !== WebSocket.OPEN)).toEqual([]);

  const share = (part: number) => late[Math.floor(late.length * part)]?.toFixed(1);
  const cores = ((cpuSeconds() - busyBefore) / took).toFixed(2);
  console.info(
    `${connections} connections, ${took.toFixed(0)} s: back after ${share(0.5)} ms, p99 ${share(0.99)} ms, ${cores} cores`,
  );

  async function open() {
    const { host, cookie } = connector.grant({ reach });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, {
      headers: { Host: host, Cookie: cookie, Origin: `http://${host}` },
      perMessageDeflate: false,
    });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    return { socket, work: () => work(socket) };
  }

  /** How long each message was on its way there and back; they come in the order in which they went. */
  async function work(socket: WebSocket): Promise<number[]> {
    const late: number[] = [];
    const count = seconds * messagesEachSecond;
    const all = Promise.withResolvers<void>();
    socket.on('close', () => all.reject(new Error(`closed after ${late.length} messages`)));
    socket.on('message', (bytes: Buffer) => {
      if (bytes.readUInt32LE(0) !== late.length) all.reject(new Error('a message is missing'));
      late.push(performance.now() - bytes.readDoubleLE(4));
      if (late.length === count) all.resolve();
    });
    for (let number = 0; number < count; number++) {
      const message = Buffer.alloc(messageBytes, number);
      message.writeUInt32LE(number, 0);
      message.writeDoubleLE(performance.now(), 4);
      socket.send(message);
      await delay(1000 / messagesEachSecond);
    }
    await all.promise;
    return late;
  }

  function cpuSeconds(): number {
    const fields = readFileSync(`/proc/${gateway.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }
});
