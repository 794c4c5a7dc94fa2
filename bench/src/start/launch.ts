import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { noteFirstFrame } from './first-frame.ts';

const patienceMs = 90_000;

/** What is launched and how it is known that one can work in it. */
export type Launched = {
  facility: string;
  environment: string;
  size: string;
  interface: 'desktop' | 'lab';
  title: string;
};

/** When each phase was over, in milliseconds since the click. */
export type Phases = Record<(typeof phases)[number], number>;
export const phases = ['intent', 'starting', 'ready', 'shown', 'ticket', 'page', 'working'] as const;

type Ask = (method: string, path: string) => Promise<unknown>;
type Told = { events: { at: string; state: string; interface: { name: string; state: string } | null }[] };

/**
 * Fills the launch page by a link, clicks, waits on the page that follows, clicks what it then offers, as soon as it does,
 * and waits until the desktop shows its panel and icons or the kernel of the notebook has answered.
 */
export async function launch(context: BrowserContext, ask: Ask, origin: string, what: Launched): Promise<Phases> {
  const page = await context.newPage();
  await page.addInitScript(noteFirstFrame);
  const name = 'Bench';
  const link = new URLSearchParams({ environment: what.environment, facility: what.facility, size: what.size, name });
  await page.goto(`${origin}/instances/new?${link}`);
  const start = page.getByRole('button', { name: `Start ${name}` });
  await page.getByText('Ready in about').first().waitFor();

  const reply = firstKernelReply(page);
  const answered = (path: string) =>
    page.waitForResponse((one) => one.request().method() === 'POST' && new URL(one.url()).pathname.endsWith(path));
  const made = answered('/instances').then(async (one) => ({ at: Date.now(), id: (await one.json()).id as string }));
  const clicked = Date.now();
  await start.click();
  const { at: intent, id } = await made;
  try {
    const way = page.getByRole('button', { name: new RegExp(`^${what.title}`) }).first();
    const ticket = answered('/access/tickets').then(() => Date.now());
    const arrived = page.waitForURL((url) => url.origin !== origin, { waitUntil: 'commit' }).then(() => Date.now());
    await way.click({ timeout: patienceMs });
    const shown = Date.now();
    const times = { intent, shown, ticket: await ticket, page: await arrived };
    const working = what.interface === 'desktop' ? await firstWholeFrame(page) : await reply;
    const told = (await ask('GET', `/f/${what.facility}/v1/events/log?instance=${id}`)) as Told;
    const at = (holds: (event: Told['events'][number]) => boolean) => Date.parse(told.events.find(holds)?.at ?? '');
    const starting = at(({ state }) => state === 'starting');
    const ready = at(({ interface: one }) => one?.name === what.interface && one.state === 'ready');
    const all = { ...times, starting, ready, working };
    return Object.fromEntries(phases.map((phase) => [phase, all[phase] - clicked])) as Phases;
  } finally {
    await page.close();
    await ask('DELETE', `/f/${what.facility}/v1/instances/${id}`);
  }
}

async function firstWholeFrame(page: Page): Promise<number> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await delay(50)) {
    const at: number | undefined = await page.evaluate('globalThis.firstFrame?.whole');
    if (at) return at;
  }
  throw new Error('a desktop has shown no panel with icons');
}

/** When the kernel has first said what it is, over the WebSocket of the page (Jupyter's messaging, `kernel_info_reply`). */
function firstKernelReply(page: Page): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  page.on('websocket', (socket) => {
    if (!socket.url().includes('/api/kernels/')) return;
    socket.on('framereceived', ({ payload }) => {
      if (payload.toString('latin1').includes('kernel_info_reply')) resolve(Date.now());
    });
  });
  return promise;
}
