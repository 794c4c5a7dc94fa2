import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Surroundings } from '../bench.ts';
import { callsTo } from '../facility/calls.ts';
import { startProgram } from '../processes.ts';

/**
 * Debian's JupyterHub with its own proxy, as it is installed but for its limits, which are off. It keeps its state in
 * SQLite, as it does unless told otherwise. `spawner`: Python that defines the class `Spawns`, which starts servers.
 */
export async function startJupyterHub({ directory, port, parts }: Surroundings, spawner: string) {
  const token = randomBytes(32).toString('hex');
  const file = join(directory, 'jupyterhub_config.py');
  await writeFile(file, spawner + configuration({ directory, port, token }), { mode: 0o600 });
  const log = join(directory, 'jupyterhub.log');
  // Its proxy outlives a hub that is killed, unless both end with a namespace.
  const together = ['unshare', '--user', '--map-current-user', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const program = [...together, 'env', '-C', directory, 'jupyterhub', '--config', file];
  const { pid } = parts.use(await startProgram(program, { log, until: port + 1 }));
  const calls = callsTo(`http://127.0.0.1:${port + 1}`);
  parts.defer(calls.close);

  /** Makes or starts something, and comes back when it is there. */
  async function post(path: string, body: object = {}): Promise<void> {
    const made = await calls.call({ method: 'POST', path: `/hub/api${path}`, token, body });
    if (made.status !== 201) throw new Error(`JupyterHub answered ${path} with ${made.status}: ${made.body}`);
  }

  /** Ends something. */
  async function end(path: string): Promise<void> {
    await calls.call({ method: 'DELETE', path: `/hub/api${path}`, token });
  }

  return { pid, origin: `http://127.0.0.1:${port}`, post, end };
}

type Facts = { directory: string; port: number; token: string };

function configuration({ directory, port, token }: Facts): string {
  return `
c.JupyterHub.spawner_class = Spawns
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
