import { readlinkSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { localEngine } from '../../../testing/local-engine.ts';
import { agentCommand, inside, reachOf, running, specOf, submitted, untilReady } from '../../../testing/runs.ts';

const { start } = await localEngine();
const port = 8099;

/** Listens wherever it can, as a careless or a hostile person would, and goes on after the program is over. */
const listenEverywhere = `python3 -c "
import os, socket
tcp, name = socket.socket(), socket.socket(socket.AF_UNIX)
tcp.bind(('0.0.0.0', ${port})); tcp.listen()
name.bind('\\0canary'); name.listen()
if os.fork(): os._exit(0)
os.dup2(os.open('/dev/null', os.O_RDWR), 1); os.dup2(1, 2)
while True: tcp.accept()[0].sendall(b'reached')
"`;
const dial = (address: string) =>
  `timeout 3 bash -c 'exec 3<>/dev/tcp/${address}/${port} && head -c 7 <&3' 2>/dev/null || echo closed`;
const dialName = `python3 -c "
import socket
print(socket.socket(socket.AF_UNIX).connect_ex('\\0canary') and 'closed')"`;
/** The lines of /proc/net/tcp (proc(5)) in the state LISTEN. */
const listeners = 'cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk \'$4 == "0A"\' | wc -l';

test('SEC-H37: what one instance listens on is reached by no other, and not from the machine; by itself it listens nowhere', async () => {
  const { engine } = await start();
  const [one, other] = await Promise.all(['one', 'other'].map(() => startAgent(engine)));
  if (!one || !other) throw new Error('two were started');
  expect(await one.run(listeners)).toBe('0\n');
  expect(await one.run('readlink /proc/self/ns/net')).not.toBe(`${readlinkSync('/proc/self/ns/net')}\n`);

  await one.run(listenEverywhere);
  expect(await one.run(dial('127.0.0.1')), 'the listener is there').toBe('reached');
  for (const address of ['127.0.0.1', '10.0.2.100', '10.0.2.15', '10.0.2.2', ...ownAddresses()])
    expect({ address, is: await other.run(dial(address)) }).toEqual({ address, is: 'closed\n' });
  expect(await other.run(dialName)).toBe('closed\n');
  for (const address of ['127.0.0.1', ...ownAddresses()]) expect(await isOpen(address)).toBe(false);
});

test('SEC-H37: the socket of an interface is for the account of the facility alone', async () => {
  const { engine } = await start();
  const { key } = await startAgent(engine);
  const { socket } = await reachOf(engine, key, 'agent');
  expect(statSync(socket).mode & 0o777).toBe(0o600);
});

async function startAgent(engine: Parameters<typeof submitted>[0]) {
  const key = await submitted(engine, specOf(running({ agent: agentCommand }), { network: 'open' }));
  await untilReady(engine, key);
  return { key, run: (program: string) => inside(engine, key, program) };
}

function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => address);
}

function isOpen(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 3000 });
    const say = (isIt: boolean) => {
      socket.destroy();
      resolve(isIt);
    };
    socket.once('connect', () => say(true));
    socket.once('error', () => say(false));
    socket.once('timeout', () => say(false));
  });
}
