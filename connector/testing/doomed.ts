import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createGatewayClient } from '@atrium/contract/gateway/client';
import { createConnectorClient } from '@atrium/contract/v1/client';
import { openTestDatabase } from '@atrium/server/testing/database';
import { sql } from 'kysely';
import { expect, onTestFinished } from 'vitest';
import type { Config } from '../src/config.ts';
import type { Tables } from '../src/database/tables.ts';
import { startTestConnector } from './connector.ts';
import type { createTestPortal } from './portal.ts';

type Portal = Awaited<ReturnType<typeof createTestPortal>>;
type Window = { dieAt: string; times?: number };

const program = join(import.meta.dirname, 'connector-that-dies.ts');

/** A connector in a process of its own, that kills itself when it has got there so many times, or never. */
export async function startDoomed(config: Config, portal: Portal, window: Partial<Window> = {}) {
  const argument = JSON.stringify({ config, jwks: portal.jwks, ...window });
  const child = spawn('node', [program, argument], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = await once(child.stdout, 'data');
  const url = String(said);
  return {
    url,
    process: child,
    clientOf: (person: string) => createConnectorClient({ url, token: () => portal.tokenFor(person) }),
    gateway: createGatewayClient({ url, key: config.gatewayKey }),
    killed: () => killed(child),
  };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
}

/** Another connector, so much later that whatever the killed one had leased is free. */
export function comeBack(config: Config) {
  return startTestConnector(config, { clock: () => new Date(Date.now() + 61_000) });
}

/** A look at what is ready claims its row too: nobody but the change is to bring a doomed connector to its point. */
export async function leaveInPeace({ databaseUrl }: { databaseUrl: string }) {
  await sql`UPDATE instance SET next_at = NULL, leased_until = NULL`.execute(openTestDatabase<Tables>(databaseUrl));
}

export function lostAnswer(): undefined {
  // The answer may be lost: that is what keys, and asking again, are for.
}
