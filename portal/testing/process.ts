import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A portal in a process of its own, which can be killed. Resolves when it listens. */
export async function startPortalProcess(file: string, databaseUrl: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'portal-process.ts'), file], {
    env: { DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const said of child.stdout) if (String(said).includes('The portal is at')) return child;
  throw new Error('the portal did not start');
}
