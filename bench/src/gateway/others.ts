import { existsSync, globSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from '../processes.ts';
import { cores } from './cores.ts';

/** Beside whom we are measured, each alone on the core on which the gateway is when its turn comes. */

type Where = { upstream: number | string; port: number; log: string };

/** JupyterHub's proxy. By our own Node: the first line of its program would take whichever comes first. */
export function startConfigurableHttpProxy({ upstream, port, log }: Where) {
  const program = fileURLToPath(import.meta.resolve('configurable-http-proxy/bin/configurable-http-proxy'));
  const where = ['--ip', '127.0.0.1', '--port', String(port), '--api-ip', '127.0.0.1', '--api-port', String(port + 1)];
  const target = ['--default-target', `http://127.0.0.1:${upstream}`, '--log-level', 'error'];
  return startProgram([process.execPath, program, ...where, ...target], { log, until: port, core: cores.proxy });
}

/** Debian's websockify, which begins a process for each connection. @throws Error where it is not installed */
export function startWebsockify({ upstream, port, log }: Where) {
  const program = '/usr/bin/websockify';
  if (!existsSync(program)) throw new Error('websockify is missing: apt-get install websockify');
  const command = [program, `--unix-target=${upstream}`, `127.0.0.1:${port}`];
  return startProgram(command, { log, until: port, core: cores.proxy });
}

/** nginx from its files alone, one process, with connections to the upstream that stay. @throws Error where set-up has not unpacked it */
export async function startNginx({
  upstream,
  port,
  log,
  cache,
  directory,
}: Where & { cache: string; directory: string }) {
  const [program] = globSync(join(cache, 'servers/nginx@*/usr/sbin/nginx'));
  if (!program) throw new Error('nginx is not there: set-up unpacks it');
  const place = join(directory, 'nginx');
  await mkdir(place);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const configuration = `daemon off; master_process off; pid nginx.pid; error_log stderr;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  ${temporary.map((name) => `${name}_temp_path ${name};`).join(' ')}
  upstream it { server unix:${upstream}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://it; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Host $http_host; }
  }
}`;
  await writeFile(join(place, 'nginx.conf'), configuration);
  const command = [program, '-p', place, '-e', 'stderr', '-c', 'nginx.conf'];
  return startProgram(command, { log, until: port, core: cores.proxy });
}
