import { join } from 'node:path';
import type { Role } from '@atrium/contract/v1/values';
import type { Surroundings } from '../bench.ts';
import { cores, requireCores, startLoad } from './cores.ts';
import { type Place, startGateway } from './gateway.ts';
import type { Kind } from './load/kinds.ts';
import type { Way } from './load/line.ts';
import { startConfigurableHttpProxy, startWebsockify } from './others.ts';

/** One way to an interface: by the gateway, by another proxy, or none between (`pid` null). */
export type Candidate = { name: string; kind: Kind; pid: number | null; ways: Way[] };

/** Each person has a host and a cookie of their own at the gateway, as in life. */
export async function openWays(surroundings: Surroundings, people: number, role: Role = 'owner'): Promise<Candidate[]> {
  requireCores();
  const { directory, port, parts } = surroundings;
  const file = (name: string) => join(directory, name);
  const [desktopPort, notebookPort, websockifyPort, chpPort] = [port + 50, port + 51, port + 52, port + 53];
  const [desktop, notebook] = [file('desktop.sock'), file('notebook.sock')];
  const up = { log: file('load.log'), until: /ready/ };
  parts.use(await startLoad('desktop.ts', [desktop, String(desktopPort)], up));
  parts.use(await startLoad('notebook.ts', [notebook, String(notebookPort)], up));
  const gateway = await startGateway(surroundings, cores.proxy);
  const websockify = { upstream: desktop, port: websockifyPort, log: file('websockify.log') };
  const { pid: ofWebsockify } = parts.use(await startWebsockify(websockify));
  const chp = { upstream: notebookPort, port: chpPort, log: file('configurable-http-proxy.log') };
  const { pid: ofChp } = parts.use(await startConfigurableHttpProxy(chp));

  const admit = (kind: Kind, socket: string, path: string) =>
    Array.from({ length: people }, () => wayTo(kind, gateway.admit(kind, socket, role), path));
  const plain = { headers: ['Host: 127.0.0.1'] };
  const straight = (kind: Kind, at: number, path: string | null): Way => ({ kind, port: at, path, ...plain });
  return [
    { name: 'gateway', kind: 'desktop', pid: gateway.pid, ways: admit('desktop', desktop, '/.atrium/rfb') },
    { name: 'websockify', kind: 'desktop', pid: ofWebsockify, ways: [straight('desktop', websockifyPort, '/')] },
    { name: 'nothing between', kind: 'desktop', pid: null, ways: [straight('desktop', desktopPort, null)] },
    { name: 'gateway', kind: 'notebook', pid: gateway.pid, ways: admit('notebook', notebook, channels) },
    { name: 'configurable-http-proxy', kind: 'notebook', pid: ofChp, ways: [straight('notebook', chpPort, channels)] },
    { name: 'nothing between', kind: 'notebook', pid: null, ways: [straight('notebook', notebookPort, channels)] },
  ];
}

const channels = '/api/kernels/1a2b3c4d/channels';

function wayTo(kind: Kind, { port, host, cookie }: Place, path: string): Way {
  return { kind, port, path, headers: [`Host: ${host}`, `Cookie: ${cookie}`, `Origin: http://${host}`] };
}
