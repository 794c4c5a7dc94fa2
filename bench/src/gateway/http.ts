import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Bar, Bench, Figure, Surroundings } from '../bench.ts';
import { processorSeconds, runProgram } from '../processes.ts';
import { median, quantile, ratios } from '../statistics.ts';
import { cores, requireCores, startLoad } from './cores.ts';
import { startGateway } from './gateway.ts';
import { startConfigurableHttpProxy, startNginx } from './others.ts';
import { inTurn } from './turns.ts';
import { saturate } from './wrk.ts';

const connections = 50;
const seconds = 2;

export const gatewayHttp: Bench = {
  name: 'gateway-http',
  title: `the gateway beside configurable-http-proxy and nginx, ${connections} connections that stay, in turns`,
  rounds: 5,
  minutes: 6,
  run,
};

/** A proxy under test: where it is asked, with what, and whose processor time counts. */
type Proxy = { name: string; pid: number; port: number; headers: string[] };
type Samples = Record<'rate' | 'microseconds' | 'busy' | 'late', number[]>;

async function run(surroundings: Surroundings) {
  requireCores();
  const proxies = await startProxies(surroundings);
  const figures: Figure[] = [];
  const bars: Bar[] = [];
  for (const kilobytes of [1, 100]) {
    const samples = new Map(
      proxies.map(({ name }) => [name, { rate: [], microseconds: [], busy: [], late: [] } as Samples]),
    );
    const of = ({ name }: Proxy) => samples.get(name) as Samples;
    const [gateway, other] = proxies as [Proxy, Proxy];
    for (const proxy of proxies) await press(proxy, kilobytes, 1);
    for (let round = 0; round < surroundings.rounds; round++) {
      for (const proxy of inTurn(proxies, round)) {
        const { rate, microseconds, busy } = await press(proxy, kilobytes, seconds);
        of(proxy).rate.push(rate);
        of(proxy).microseconds.push(microseconds);
        of(proxy).busy.push(busy);
      }
    }
    const fixed = Math.round(median(of(other).rate) / 2);
    const p99s = new Map<string, number[]>(proxies.map(({ name }) => [name, []]));
    for (let round = 0; round < surroundings.rounds; round++) {
      for (const proxy of inTurn(proxies, round)) {
        const late = await pace(proxy, kilobytes, fixed);
        of(proxy).late.push(...late);
        p99s.get(proxy.name)?.push(quantile(late, 0.99));
      }
    }
    const size = `${kilobytes} KB`;
    for (const proxy of proxies) {
      const { rate, microseconds, busy, late } = of(proxy);
      figures.push(
        { name: `${size} ${proxy.name}`, unit: 'req/s', samples: rate },
        { name: `${size} ${proxy.name}, processor`, unit: 'µs/req', samples: microseconds },
        { name: `${size} ${proxy.name}, its core busy`, unit: '%', samples: busy },
        { name: `${size} ${proxy.name} at ${fixed} req/s`, unit: 'ms', samples: late },
        { name: `${size} ${proxy.name} at ${fixed} req/s, p99`, unit: 'ms', samples: p99s.get(proxy.name) ?? [] },
      );
    }
    const beside = (name: string, ours: number[], theirs: number[], bar: Pick<Bar, 'is' | 'than'>): Bar => ({
      what: `${size}: ${name}, ours over theirs`,
      unit: '×',
      measured: median(ratios(ours, theirs)),
      ...bar,
    });
    bars.push(
      beside('req/s', of(gateway).rate, of(other).rate, { is: '≥', than: 2 }),
      beside('processor', of(gateway).microseconds, of(other).microseconds, { is: '≤', than: 0.5 }),
      beside('p99 at a fixed rate', p99s.get(gateway.name) ?? [], p99s.get(other.name) ?? [], { is: '<', than: 1 }),
    );
  }
  return {
    figures,
    bars,
    notes: [
      'each proxy alone on one core; load and upstream on the other; ratios are medians of the rounds, each within its round',
      'where the core of a proxy is not busy, load and upstream are the limit, and its req/s a lower bound',
      'the fixed rate is half of what configurable-http-proxy reached; lateness counts from when a request was due',
      'configurable-http-proxy over TCP, its faster way; gateway and nginx over a Unix socket; nginx checks nothing, and stands there for what is possible',
    ],
  };
}

async function startProxies(surroundings: Surroundings): Promise<Proxy[]> {
  const { directory, port, parts, cache } = surroundings;
  const socket = join(directory, 'upstream.sock');
  const [ofUpstream, ofOther, ofNginx] = [port + 50, port + 51, port + 53];
  const log = join(directory, 'load.log');
  parts.use(await startLoad('http-upstream.ts', [socket, String(ofUpstream)], { log, until: /ready/ }));
  const gateway = await startGateway(surroundings, cores.proxy);
  const { host, cookie } = gateway.admit('notebook', socket);
  const headers = [`Host: ${host}`, `Cookie: ${cookie}`, 'Sec-Fetch-Site: same-origin', 'Accept: */*'];
  const other = parts.use(
    await startConfigurableHttpProxy({
      upstream: ofUpstream,
      port: ofOther,
      log: join(directory, 'configurable-http-proxy.log'),
    }),
  );
  const nginx = parts.use(
    await startNginx({ upstream: socket, port: ofNginx, log: join(directory, 'nginx.log'), cache, directory }),
  );
  return [
    { name: 'gateway', pid: gateway.pid, port: gateway.port, headers },
    { name: 'configurable-http-proxy', pid: other.pid, port: ofOther, headers },
    { name: 'nginx', pid: nginx.pid, port: ofNginx, headers },
  ];
}

async function press({ pid, port, headers }: Proxy, kilobytes: number, forSeconds: number) {
  const before = processorSeconds(pid);
  const began = performance.now();
  const url = `http://127.0.0.1:${port}/${kilobytes}`;
  const { requests, rate } = await saturate({ url, headers, seconds: forSeconds, connections });
  const spent = processorSeconds(pid) - before;
  return { rate, microseconds: (spent * 1e6) / requests, busy: (spent / ((performance.now() - began) / 1000)) * 100 };
}

async function pace({ port, headers }: Proxy, kilobytes: number, rate: number): Promise<number[]> {
  const head = `${[`GET /${kilobytes} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n`;
  const file = join(import.meta.dirname, 'load/open-loop.ts');
  const asked = JSON.stringify({ port, head, rate, seconds, connections });
  return JSON.parse(await runProgram([process.execPath, file, asked], { core: cores.load }));
}
