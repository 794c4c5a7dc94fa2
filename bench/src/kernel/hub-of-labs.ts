import { randomBytes } from 'node:crypto';
import { existsSync, globSync, lstatSync, readlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Surroundings } from '../bench.ts';
import { startJupyterHub } from '../jupyterhub/hub.ts';

const person = 'mira';

/**
 * A JupyterHub that starts the very JupyterLab of our notebooks, from the same root file system, in a bubblewrap of its
 * own, with the network of the machine and the token that its people must show.
 */
export async function startHubOfLabs(surroundings: Surroundings) {
  const { cache, directory } = surroundings;
  const [root] = globSync(join(cache, 'roots/lab-*/root'));
  if (!root) throw new Error('the root file system of notebooks is not there: set-up makes it, as root');
  const home = join(directory, 'home');
  await mkdir(home);
  const token = randomBytes(32).toString('hex');
  const hub = await startJupyterHub(surroundings, spawner({ root, home, token, port: surroundings.port + 5 }));
  await hub.post('/users', { usernames: [person] });

  return {
    token,
    base: `/user/${person}/`,
    origin: hub.origin,
    start: () => hub.post(`/users/${person}/server`),
    stop: () => hub.end(`/users/${person}/server`),
  };
}

type Facts = { root: string; home: string; token: string; port: number };

function spawner({ root, home, token, port }: Facts): string {
  const links = ['bin', 'sbin', 'lib', 'lib64'].filter((name) => isLink(join(root, name)));
  const sandbox = [
    ...['bwrap', '--unshare-user', '--unshare-pid', '--unshare-ipc', '--die-with-parent', '--new-session'],
    ...['--ro-bind', join(root, 'usr'), '/usr', '--ro-bind', join(root, 'etc'), '/etc'],
    ...links.flatMap((name) => ['--symlink', readlinkSync(join(root, name)), `/${name}`]),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--tmpfs', '/run', '--tmpfs', '/var'],
    ...['--bind', home, '/home/mira', '--chdir', '/home/mira', '--clearenv', '--setenv', 'HOME', '/home/mira'],
    ...['--setenv', 'PATH', '/usr/bin:/bin', '--setenv', 'LANG', 'C.UTF-8', '--setenv', 'JUPYTER_TOKEN', token],
    ...['jupyter-lab', '--no-browser', '--ServerApp.ip=127.0.0.1', `--ServerApp.port=${port}`],
    ...['--ServerApp.port_retries=0', `--ServerApp.base_url=/user/${person}/`],
  ];
  return `
import asyncio
from jupyterhub.spawner import Spawner

class Spawns(Spawner):
    http_timeout = 60
    async def start(self):
        self.process = await asyncio.create_subprocess_exec(*${JSON.stringify(sandbox)})
        return "http://127.0.0.1:${port}"
    async def poll(self):
        return self.process.returncode
    async def stop(self, now=False):
        self.process.kill()
        await self.process.wait()
`;
}

function isLink(path: string): boolean {
  return existsSync(path) && lstatSync(path).isSymbolicLink();
}
