import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { Surroundings } from '../bench.ts';
import { startJupyterHub } from '../jupyterhub/hub.ts';
import { familySeconds } from '../processes.ts';

/** A JupyterHub whose servers are nothing: one listener answers for each. In a round each of these people starts some. */
export async function startHubOfNothing(surroundings: Surroundings, people: string[]) {
  const listener = createServer((_, response) => {
    response.writeHead(200, { 'x-jupyterhub-version': '3.0.0' }).end();
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  surroundings.parts.defer(() => void listener.close());
  const { port } = listener.address() as AddressInfo;
  const hub = await startJupyterHub(surroundings, spawner(port));
  await hub.post('/users', { usernames: people });
  let started = 0;

  /** How many a second, from the first asked for to the last that is up, and milliseconds of processor for each. */
  async function round(batches: number): Promise<{ perSecond: number; processor: number }> {
    const before = familySeconds(hub.pid);
    const began = performance.now();
    for (let batch = 0; batch < batches; batch += 1) {
      started += 1;
      await Promise.all(people.map((person) => hub.post(`/users/${person}/servers/s${started}`)));
    }
    const servers = batches * people.length;
    const seconds = (performance.now() - began) / 1000;
    return { perSecond: servers / seconds, processor: ((familySeconds(hub.pid) - before) * 1000) / servers };
  }

  return { round };
}

function spawner(port: number): string {
  return `
from jupyterhub.spawner import Spawner

class Spawns(Spawner):
    async def start(self):
        return "http://127.0.0.1:${port}"
    async def poll(self):
        return None
    async def stop(self, now=False):
        pass
`;
}
