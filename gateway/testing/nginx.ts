import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished, vi } from 'vitest';

const page = join(import.meta.dirname, '../../docs/run-a-facility.md');

/** A real nginx before a gateway, as docs/run-a-facility.md tells people to set it up; `without` leaves settings out. */
export async function startNginx(gatewayPort: number, port: number, { without = [] as string[] } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'atrium-nginx-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
  const subject = ['-subj', '/CN=apps.localhost', '-addext', 'subjectAltName=DNS:*.apps.localhost'];
  const fresh = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const made = spawnSync('openssl', [...fresh, ...subject, '-keyout', key, '-out', certificate]);
  if (made.status !== 0) throw new Error(`openssl makes no certificate: ${made.stderr}`);

  const said = block()
    .replace('127.0.0.1:7421', `127.0.0.1:${gatewayPort}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replace('*.apps.facility.example', '*.apps.localhost')
    .replace('/etc/ssl/apps.facility.example.pem', certificate)
    .replace('/etc/ssl/apps.facility.example.key', key);
  const kept = said.split('\n').filter((line) => !without.some((setting) => line.trim().startsWith(`${setting} `)));
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  const configuration = `daemon off; pid nginx.pid; error_log stderr;
events { worker_connections 1024; }
http { access_log off; gzip on; gzip_types *; gzip_min_length 0; ${places.join(' ')}
${kept.join('\n')} }`;
  await mkdir(join(directory, 'logs'));
  await writeFile(join(directory, 'nginx.conf'), configuration);

  const nginx = spawn(program(), ['-p', directory, '-e', 'stderr', '-c', 'nginx.conf'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(nginx, 'exit');
  onTestFinished(async () => {
    nginx.kill('SIGTERM');
    await ended;
  });
  await vi.waitFor(() => listens(port), 10_000);
  return { ca: readFileSync(certificate) };
}

function block(): string {
  const [, text] = /```nginx\n(.*?)```/s.exec(readFileSync(page, 'utf8')) ?? [];
  if (!text) throw new Error('docs/run-a-facility.md holds no block for nginx');
  return text;
}

/** Unpacked by set-up, not installed. */
function program(): string {
  const [found] = globSync(join(inject('cache'), 'servers/nginx@*/usr/sbin/nginx'));
  if (!found) throw new Error('nginx is not there: ./atrium test unpacks it');
  return String(found);
}

async function listens(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
}
