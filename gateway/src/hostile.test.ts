import { mintHostLabel } from '@atrium/server/ids';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { desk } from '../testing/at-desktop.ts';
import { browsing } from '../testing/chromium.ts';
import { startTestGateway } from '../testing/gateway.ts';
import { attempts, startPage } from '../testing/hostile.ts';
import { freePort, startPortal } from '../testing/portal.ts';

const openPage = browsing();

/**
 * `security.md` 2.1: siblings below a domain that is not a public suffix are one site to a browser, and get each other's
 * cookies; those directly below `localhost` are strangers. Both are tried.
 */
const shapes = [
  ['siblings of one site', 'apps.localhost', 'apps.localhost'],
  ['hosts of different sites', 'localhost', 'localhost'],
] as const;

/** A hostile notebook A and a good one B, both opened by one person from the portal, in one browser. */
async function startBeside(domain: string) {
  const port = await freePort();
  const portal = await startPortal();
  const gateway = await startTestGateway({
    config: { port, appsUrl: `http://${domain}:${port}`, portalUrl: portal.url },
  });
  const [a, b] = [await startPage({ hostile: { domain } }), await startPage()];
  const lab = { name: 'lab', kind: 'notebook' as const, title: 'Notebook' };
  const host = () => `${mintHostLabel()}.${domain}:${port}`;
  const [atA, atB] = [a, b].map(({ reach }) => gateway.connector.ticketFor({ host: host(), reach, interface: lab }));
  if (!atA || !atB) throw new Error('two of them');
  const page = await openPage();
  await portal.open(page, atB);
  expect(await page.title()).toBe('B');
  await portal.open(page, atA);
  expect(await page.title()).toBe('A');
  return { ...gateway, portal, page, a, b, atA, atB, before: b.asked.length };
}

test.each(shapes)(
  'SEC-T6, SEC-T4: a hostile page among %s reaches neither portal nor connector nor another instance',
  { timeout: 90_000 },
  async (_, domain) => {
    const { page, portal, connector, b, atB, before } = await startBeside(domain);
    const askedBefore = portal.asked.length;
    const ticket = connector.ticketFor({ host: atB.host });
    const targets = {
      portal: portal.url,
      connector: connector.url,
      b: `http://${atB.host}`,
      bSocket: `ws://${atB.host}/api/kernels/k/channels`,
      ticket: ticket.ticket,
    };
    const results = await page.evaluate(`(${attempts})(${JSON.stringify(targets)})`);
    expect(results).toEqual({
      'read cookies': 'none of ours',
      'session of its own host': 404,
      'portal by fetch': 'denied',
      'portal by blind fetch': 'opaque',
      'portal by post': 'opaque',
      'connector by fetch': 'denied',
      'b by fetch': 'denied',
      'b by post': 'denied',
      'b by simple preflight': 'denied',
      'b by image': 'denied',
      'b by script': 'denied',
      'b by style': 'denied',
      'b by frame': 'denied',
      'b by object': 'denied',
      'b by form': 'denied',
      'ticket at b': 'denied',
      'b by websocket': 'denied',
      'b by eventsource': 'denied',
      'worker for portal': 'denied',
      'worker for b': 'denied',
      'worker over the gateway': 'denied',
      opener: 'none',
    });
    expect(b.asked.slice(before)).toEqual([]);
    expect(portal.asked.slice(askedBefore).map(({ cookie }) => cookie)).toEqual(
      portal.asked.slice(askedBefore).map(() => undefined),
    );
    expect(connector.calls.redeem).toBe(2);
  },
);

test.each(shapes)(
  'SEC-H8, SEC-T3: cookies that a page among %s throws at others move neither portal nor sibling',
  async (_, domain) => {
    const { page, portal, a, b, atA, atB } = await startBeside(domain);
    const none = { portal: portal.url, connector: portal.url, b: portal.url, bSocket: 'ws://localhost:1', ticket: '' };
    await page.evaluate(`(${attempts})(${JSON.stringify(none)})`);

    await page.goto(`http://${atB.host}/after`);
    expect(await page.title()).toBe('B');
    await page.goto(`http://${atA.host}/after`);
    expect(await page.title()).toBe('A');
    await page.goto(portal.url);
    expect(portal.asked.at(-1)?.cookie).toMatch(/(^|; )__Host-atrium=the-login(;|$)/);
    // What a page sets for itself comes back to it; what a script sets for the whole site reaches siblings, unless its name is ours.
    expect(namesIn(a.asked).filter((name) => /^__host-atrium-app$/i.test(name))).toEqual([]);
    expect(namesIn(b.asked).filter((name) => /^__host-|filler/i.test(name))).toEqual([]);
  },
);

test.each(shapes)('a window that A opens of B among %s is out of its reach, and is told nothing', async (_, domain) => {
  const { page, atB } = await startBeside(domain);
  const [opened] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate(`globalThis.other = window.open('http://${atB.host}/opened')`),
  ]);
  await opened.waitForLoadState();
  expect(await opened.title()).toBe('B');
  expect(await opened.evaluate('window.opener')).toBeNull();
  const reached = `(() => { try { other.postMessage('hello', '*'); return other.document.title } catch { return 'denied' } })()`;
  expect(await page.evaluate(reached)).toBe('denied');
  await opened.reload();
  expect(await opened.title()).toBe('B');
});

test('SEC-T6: the page of a desktop is framed by nobody, and its session is read by no sibling', async () => {
  const { page, connector, portal, a } = await startBeside('apps.localhost');
  const { port } = new URL(page.url());
  const host = `${mintHostLabel()}.apps.localhost:${port}`;
  const seat = connector.ticketFor({ host, interface: desk, reach: a.reach });
  const other = await page.context().newPage();
  await portal.open(other, seat);
  expect(await other.title()).toBe('A viewer for tests');
  const results = await page.evaluate(`(async () => {
    const frame = document.createElement('iframe');
    frame.src = 'http://${host}/.atrium/';
    document.body.append(frame);
    await new Promise((resolve) => { frame.onload = resolve; });
    const session = await fetch('http://${host}/.atrium/api/session', { credentials: 'include' }).then((answer) => answer.text(), () => 'denied');
    const line = await new Promise((resolve) => {
      const socket = new WebSocket('ws://${host}/.atrium/rfb');
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('denied');
    });
    return { session, line };
  })()`);
  expect(results).toEqual({ session: 'denied', line: 'denied' });
  const inside = page.frames().find((frame) => frame !== page.mainFrame());
  expect(await shownIn(inside)).not.toContain('A viewer for tests');
});

async function shownIn(frame: ReturnType<Page['mainFrame']> | undefined): Promise<string> {
  return frame ? frame.title().catch(() => '') : '';
}

function namesIn(asked: { cookie: string | undefined }[]): string[] {
  const names = asked.flatMap(({ cookie }) => cookie?.split('; ').map((pair) => pair.split('=')[0] ?? '') ?? []);
  return [...new Set(names)];
}
