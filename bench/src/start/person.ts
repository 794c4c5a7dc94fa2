import { randomUUID } from 'node:crypto';
import type { Federation } from '@atrium/e2e/testing/federation';
import { type BrowserContext, chromium } from 'playwright-core';

const options = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
};

/** Somebody in a real Chromium who has signed in at the portal. */
export async function signIn(userName: string, { origin, passwords }: Federation, parts: AsyncDisposableStack) {
  const browser = parts.adopt(await chromium.launch(options), (one) => one.close());
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(`${origin}/sign-in?returnTo=/`);
  await page.getByLabel('Name').fill(userName);
  await page.getByLabel('Password').fill(passwords[userName] ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.origin === origin && !url.pathname.startsWith('/sign-in'));
  await page.close();
  return { context, ask: askAs(context, origin) };
}

/** The calls that the pages make, for what a person would not wait for. */
function askAs(context: BrowserContext, origin: string) {
  return async function ask(method: string, path: string, data?: object): Promise<unknown> {
    const headers = { 'x-atrium': 'page', 'sec-fetch-site': 'same-origin', origin, 'idempotency-key': randomUUID() };
    const answer = await context.request.fetch(`${origin}/api${path}`, { method, headers, ...(data && { data }) });
    if (!answer.ok()) throw new Error(`${method} ${path} was answered with ${answer.status()}`);
    return answer.json();
  };
}
