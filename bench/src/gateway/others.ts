import { existsSync } from 'node:fs';
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
