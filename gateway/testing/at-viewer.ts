import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer as createRelay, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Grant } from '@atrium/contract/gateway/api';
import { mintHostLabel } from '@atrium/server/ids';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished, vi } from 'vitest';
import type { Limits } from '../src/limits.ts';
import { desk } from './at-desktop.ts';
import { startTestGateway } from './gateway.ts';
import { freePort, startPortal } from './portal.ts';
import { secrets, startXvnc } from './xvnc.ts';

type Wanted = {
  openPage: (options?: BrowserContextOptions) => Promise<Page>;
  viewerDirectory: string;
  grant?: Partial<Grant>;
  options?: BrowserContextOptions;
  limits?: Partial<Limits>;
  path?: string;
  /** Before anything is opened. */
  prepare?: (page: Page) => Promise<void>;
};

/** A person in Chromium at a real desktop, let in by a ticket from a portal; in the desktop, a terminal that keeps lines. */
export async function startAtViewer({ openPage, viewerDirectory, grant, options, limits, path, prepare }: Wanted) {
  const desktop = await startXvnc({ geometry: '640x480' });
  const typed = join(desktop.directory, 'typed');
  writeFileSync(typed, '');
  const clipboard = [
    '-xrm',
    '*selectToClipboard: true',
    '-xrm',
    '*allowWindowOps: true',
    '-xrm',
    '*disallowedWindowOps:',
  ];
  desktop.start('xterm', ['-geometry', '200x100+0+0', ...clipboard, '-e', 'sh', '-c', `stty -echo; cat > ${typed}`]);
  await vi.waitFor(() => desktop.xdotool('search', '--onlyvisible', '--class', 'xterm'), 10_000);

  const portal = await startPortal();
  const inner = await freePort();
  const relay = await startStallingRelay(inner);
  const gateway = await startTestGateway({
    limits,
    config: { port: inner, appsUrl: `http://apps.localhost:${relay.port}`, portalUrl: portal.url, viewerDirectory },
  });
  const role = grant?.role ?? 'owner';
  const secret = role === 'viewer' || role === 'support' ? secrets.watching : secrets.full;
  const host = `${mintHostLabel()}.apps.localhost:${relay.port}`;
  const wanted = {
    interface: desk,
    reach: desktop.reach,
    secret,
    viewSecret: secrets.watching,
    language: 'en',
    ...grant,
  };
  const ticket = gateway.connector.ticketFor({ ...wanted, host });

  const page = await openPage(options);
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  await prepare?.(page);
  await portal.open(page, ticket, path);
  const screen = page.getByRole('application');
  const shown = () => screen.waitFor({ timeout: 10_000 });
  /** The lines that a program in the desktop has read. */
  const lines = () => readFileSync(typed, 'utf8');
  const reads = (text: string) => vi.waitFor(() => expect(lines()).toBe(text), { timeout: 15_000 });
  const hasGrant = () => gateway.connector.grantAt(host);
  return {
    ...gateway,
    desktop,
    portal,
    relay,
    page,
    errors,
    host,
    screen,
    shown,
    lines,
    reads,
    hasGrant,
    ticket,
    wanted,
  };
}

/** IN2: between browser and gateway. While it is stalled it keeps all connections and passes nothing. */
async function startStallingRelay(to: number) {
  const open = new Set<Socket>();
  let isStalled = false;
  const server = createRelay((browser) => {
    const gateway = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [browser, gateway],
      [gateway, browser],
    ] as const) {
      open.add(one);
      one.on('error', () => {});
      one.on('data', (bytes) => other.write(bytes));
      one.on('end', () => other.end());
      one.on('close', () => {
        open.delete(one);
        if (!isStalled) other.destroy();
      });
      if (isStalled) one.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  return {
    port: (server.address() as { port: number }).port,
    stall(): void {
      isStalled = true;
      for (const socket of open) socket.pause();
    },
    resume(): void {
      isStalled = false;
      for (const socket of open) socket.resume();
    },
    cut,
  };
}
