import { performance } from 'node:perf_hooks';
import type { callsTo } from '../facility/calls.ts';

const everyMs = 20;
const paths = ['/v1/instances?over=exclude', '/v1/plans', '/v1/me'];

/**
 * Somebody else's calls, each at its time whether or not the one before is answered. How long each took counts from when
 * it was due: a server that stands still is not spared the calls that would have come meanwhile.
 */
export function probe(calls: ReturnType<typeof callsTo>, token: string) {
  const began = performance.now();
  const asked: Promise<number>[] = [];
  const timer = setInterval(() => {
    for (let due = began + asked.length * everyMs; due <= performance.now(); due = began + asked.length * everyMs) {
      const asking = ask(paths[asked.length % paths.length] ?? '/v1/me', due);
      asking.catch(() => {}); // Whoever stops the probe hears of it.
      asked.push(asking);
    }
  }, everyMs / 4);

  async function ask(path: string, due: number): Promise<number> {
    const { status } = await calls.call({ method: 'GET', path, token });
    if (status !== 200) throw new Error(`${path} was answered with ${status}`);
    return performance.now() - due;
  }

  const end = () => clearInterval(timer);
  return {
    end,
    /** Ends, and waits for what was asked. Milliseconds of each. */
    async stop(): Promise<number[]> {
      end();
      return Promise.all(asked);
    },
  };
}
