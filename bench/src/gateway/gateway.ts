import { hash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Grant } from '@atrium/contract/gateway/api';
import type { Role } from '@atrium/contract/v1/values';
import type { Surroundings } from '../bench.ts';
import { startProgram } from '../processes.ts';
import { startConnector } from './connector.ts';

export type Place = { port: number; host: string; cookie: string };

/** The product's own gateway from a configuration file, alone on a core, beside a connector that stands in for one. */
export async function startGateway({ command, directory, port, parts }: Surroundings, core: number) {
  const connectorKey = randomBytes(32).toString('base64url');
  const connector = parts.use(await startConnector(connectorKey));
  const appsUrl = `http://bench.localhost:${port}`;
  const file = join(directory, 'gateway.json');
  const config = { port, appsUrl, portalUrl: 'http://localhost:9', connectorUrl: connector.url, connectorKey };
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  const followed = connector.followed();
  const log = join(directory, 'gateway.log');
  const program = await startProgram([...command, 'gateway', file], { log, until: /gateway listens/, core });
  parts.use(program);
  await followed;
  while (!(await isHeard())) await delay(50);

  /** A person who has been let in to an interface that answers on a Unix socket. */
  function admit(kind: 'notebook' | 'desktop', socket: string, role: Role = 'owner'): Place {
    const cookie = randomBytes(32).toString('base64url');
    const host = `${randomUUID().replaceAll('-', '').slice(0, 26)}.bench.localhost:${port}`;
    connector.know(grantOf({ kind, socket, host, cookie, role }));
    return { port, host, cookie: `__Host-atrium-app=${cookie}` };
  }

  /** It lets nobody in before it has itself heard from its connector. */
  async function isHeard(): Promise<boolean> {
    const { host, cookie } = admit('desktop', '/nowhere');
    const asked = request({ port, host: '127.0.0.1', headers: { host, cookie }, agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode !== 503;
  }

  return { pid: program.pid, port, admit };
}

type Asked = { kind: 'notebook' | 'desktop'; socket: string; host: string; cookie: string; role: Role };

function grantOf({ kind, socket, host, cookie, role }: Asked): Grant {
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  return {
    id: randomUUID(),
    host,
    cookieHash: hash('sha256', cookie, 'base64url'),
    person: { id: 'person', name: 'Person' },
    login: 'login',
    instance: { id: 'a123456789012345', name: 'Tidy Grebe', state: 'ready', endsAt, warnSeconds: 600 },
    facility: { id: 'bench', name: 'Bench', accent: '#2472b3' },
    interface: { name: kind, kind, title: kind },
    role,
    drives: role !== 'viewer',
    people: [],
    ready: true,
    reach: { socket },
    secret: kind === 'notebook' ? randomUUID() : null,
    viewSecret: null,
    endsAt,
    language: 'en',
    colourScheme: 'auto',
  };
}
