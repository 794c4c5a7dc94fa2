import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Instance, instance } from '@atrium/contract/v1/instances';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, onTestFinished, vi } from 'vitest';
import type { Federation } from './federation.ts';

const options = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
};

/** One Chromium for a file of tests; each person has a profile of their own. */
export function people() {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch(options);
  });
  afterAll(() => browser.close());

  /** Somebody who has signed in from the welcome page, with the password that the terminal shows. */
  return async function signIn(userName: string, federation: Federation = inject('federation')) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
    onTestFinished(async ({ task }) => {
      if (task.result?.state === 'fail') await picture(context, task.id);
      await context.close();
    });
    const page = await context.newPage();
    await page.goto(federation.origin);
    await page.getByRole('link', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Name').fill(userName);
    await page.getByLabel('Password').fill(federation.passwords[userName] ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Home' }).waitFor();
    return new Person(context, page, federation);
  };
}

/** What was on the screen when a test failed, beside the run's other temporary files. */
async function picture(context: BrowserContext, test: string): Promise<void> {
  for (const [index, page] of context.pages().entries()) {
    const path = join(tmpdir(), `failed-${test}-${index}.png`);
    await page.screenshot({ path, timeout: 10_000 }).catch((error: Error) => console.error(error.message));
    console.error(`${page.url()} is shown in ${path}`);
  }
}

type Asked = { data?: string[]; isKept?: boolean };
type Answer = { status: number; body: unknown };

/** Somebody at a browser. What the pages do is done through the pages; the rest by the calls that they make. */
export class Person {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly federation: Federation;

  constructor(context: BrowserContext, page: Page, federation: Federation) {
    this.context = context;
    this.page = page;
    this.federation = federation;
  }

  async call(method: string, path: string, body?: object, key: string = randomUUID()): Promise<Answer> {
    const { origin } = this.federation;
    const response = await this.context.request.fetch(`${origin}/api${path}`, {
      method,
      headers: { 'x-atrium': 'page', 'sec-fetch-site': 'same-origin', origin, 'idempotency-key': key },
      ...(body && { data: body }),
    });
    return { status: response.status(), body: await response.json() };
  }

  /** Starts one and waits until it can be worked in. It goes with the test, unless it is to be kept. */
  async launch(facility: string, plan: string, more: Asked = {}): Promise<Instance> {
    const { id } = await this.ask(facility, plan, more);
    return this.inState(facility, id, 'ready');
  }

  async ask(facility: string, plan: string, { data = [], isKept = false }: Asked = {}): Promise<Instance> {
    const made = await this.call('POST', `/f/${facility}/v1/instances`, { plan, name: 'Tidy Grebe', data });
    expect(made).toMatchObject({ status: 201 });
    const asked = instance.parse(made.body);
    if (!isKept)
      onTestFinished(async () => void (await this.call('DELETE', `/f/${facility}/v1/instances/${asked.id}`)));
    return asked;
  }

  /** Waits until an instance is as it is hoped to be, or is over. */
  async inState(facility: string, id: string, state: Instance['state'], withinMs = 90_000): Promise<Instance> {
    return vi.waitFor(
      async () => {
        const found = await this.instance(facility, id);
        expect(found).toMatchObject({ state, reason: state === 'stopped' ? expect.anything() : null });
        return found;
      },
      { timeout: withinMs, interval: 250 },
    );
  }

  async instance(facility: string, id: string): Promise<Instance> {
    const { body } = await this.call('GET', `/f/${facility}/v1/instances/${id}`);
    return instance.parse(body);
  }

  /** Opens an interface as the pages do: a one-use ticket, posted by a form to the interface's own host. */
  async open(facility: string, id: string, name: string): Promise<{ page: Page; ticket: string }> {
    const { body } = await this.call('POST', `/f/${facility}/v1/access/tickets`, { instance: id, interface: name });
    const { address, ticket } = body as { address: string; ticket: string };
    const page = await this.context.newPage();
    await page.goto(this.federation.origin);
    await page.evaluate(`(${postForm})(${JSON.stringify({ address, ticket })})`);
    await page.waitForURL((url) => url.origin === new URL(address).origin);
    return { page, ticket };
  }
}

/** Runs in the page of the portal. */
const postForm = `({ address, ticket }) => {
  const form = Object.assign(document.createElement('form'), { method: 'post', action: address });
  form.append(Object.assign(document.createElement('input'), { type: 'hidden', name: 'ticket', value: ticket }));
  document.body.append(form);
  form.submit();
}`;
