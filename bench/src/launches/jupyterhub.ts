import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Surroundings } from '../bench.ts';
import { callsTo } from '../facility/calls.ts';
import { familySeconds, startProgram } from '../processes.ts';

/**
 * Debian's JupyterHub with its own proxy, a spawner that runs nothing, and one listener that answers for every server: as
 * it is installed but for its limits, which are off. It keeps its state in SQLite, as it does unless told otherwise.
 */
async function startHub({ directory, port, parts }: Surroundings) {
  const listener = createServer((_, response) => {
    response.writeHead(200, { 'x-jupyterhub-version': '3.0.0' }).end();
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  parts.defer(() => void listener.close());
  const answering = (listener.address() as AddressInfo).port;

  const token = randomBytes(32).toString('hex');
  const file = join(directory, 'jupyterhub_config.py');
  await writeFile(file, configuration({ directory, port, answering, token }), { mode: 0o600 });
  const log = join(directory, 'jupyterhub.log');
  // Its proxy outlives a hub that is killed, unless both end with a namespace.
  const together = ['unshare', '--user', '--map-current-user', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const program = [...together, 'env', '-C', directory, 'jupyterhub', '--config', file];
  const { pid } = parts.use(await startProgram(program, { log, until: port + 1 }));
  return { url: `http://127.0.0.1:${port + 1}`, pid, token };
}

/** A JupyterHub that knows these people: each round starts as many servers, a batch of one for each of them at a time. */
export async function startJupyterHub(surroundings: Surroundings, people: string[]) {
  const { url, pid, token } = await startHub(surroundings);
  const calls = callsTo(url);
  surroundings.parts.defer(calls.close);
  await post('/hub/api/users', { usernames: people });
  let started = 0;

  async function post(path: string, body: object): Promise<void> {
    const made = await calls.call({ method: 'POST', path, token, body });
    if (made.status !== 201) throw new Error(`JupyterHub answered ${path} with ${made.status}: ${made.body}`);
  }

  /** How many of them a second, from the first asked for to the last that is up, and milliseconds of processor for each. */
  async function round(batches: number): Promise<{ perSecond: number; processor: number }> {
    const before = familySeconds(pid);
    const began = performance.now();
    for (let batch = 0; batch < batches; batch += 1) {
      started += 1;
      await Promise.all(people.map((person) => post(`/hub/api/users/${person}/servers/s${started}`, {})));
    }
    const servers = batches * people.length;
    const seconds = (performance.now() - began) / 1000;
    return { perSecond: servers / seconds, processor: ((familySeconds(pid) - before) * 1000) / servers };
  }

  return { round };
}

type Facts = { directory: string; port: number; answering: number; token: string };

function configuration({ directory, port, answering, token }: Facts): string {
  return `
from jupyterhub.spawner import Spawner

class Nothing(Spawner):
    async def start(self):
        return "http://127.0.0.1:${answering}"
    async def poll(self):
        return None
    async def stop(self, now=False):
        pass

c.JupyterHub.spawner_class = Nothing
c.JupyterHub.authenticator_class = "jupyterhub.auth.DummyAuthenticator"
c.JupyterHub.allow_named_servers = True
c.JupyterHub.concurrent_spawn_limit = 0
c.JupyterHub.bind_url = "http://127.0.0.1:${port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:${port + 1}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:${port + 2}"
c.JupyterHub.db_url = "sqlite:///${directory}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = "${directory}/jupyterhub_cookie_secret"
c.JupyterHub.services = [{"name": "bench", "api_token": "${token}"}]
c.JupyterHub.load_roles = [{"name": "bench", "scopes": ["admin:users", "admin:servers"], "services": ["bench"]}]
`;
}
