import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createListener } from 'node:net';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** What a portal is to a gateway: an origin, and a page on it with a form that hands in a ticket. It keeps what is asked. */
export async function startPortal() {
  const asked: { url: string; cookie: string | undefined; origin: string | undefined }[] = [];
  let form = '';
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    asked.push({ url, cookie: headers.cookie, origin: headers.origin });
    response.setHeader('Content-Type', 'text/html');
    response.setHeader('Referrer-Policy', 'strict-origin-when-cross-origin');
    response.setHeader('Set-Cookie', '__Host-atrium=the-login; Secure; HttpOnly; Path=/; SameSite=Lax');
    response.end(`<!doctype html><title>The portal</title><h1>The portal</h1>${form}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;

  /** A person opens an interface: their browser posts the ticket from a page of the portal. */
  async function open(page: Page, { host, ticket }: { host: string; ticket: string }, path?: string): Promise<void> {
    const fields = Object.entries({ ticket, ...(path !== undefined && { path }) });
    const inputs = fields.map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`).join('');
    form = `<form method="post" action="http://${host}/.atrium/ticket">${inputs}<button>Open</button></form>`;
    await page.goto(url);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.waitForURL((now) => now.host === host);
  }

  return { url, asked, open };
}

/** A port that nobody has: the hosts of interfaces name it before the gateway listens there. */
export async function freePort(): Promise<number> {
  const listener = createListener().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}
