import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Grant } from '@atrium/contract/gateway/api';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { startAtViewer } from '../../testing/at-viewer.ts';
import { browsing, builtViewer } from '../../testing/chromium.ts';

const openPage = browsing();
const viewer = builtViewer();
const arrive = (wanted: Omit<Parameters<typeof startAtViewer>[0], 'openPage' | 'viewerDirectory'> = {}) =>
  startAtViewer({ openPage, viewerDirectory: viewer(), ...wanted });
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

test('a ticket leads to the desktop: its screen, its name, its end, and the keys go there', async () => {
  const { page, shown, desktop, reads, errors } = await arrive();
  await shown();
  expect(await page.title()).toBe('Tidy Grebe, Desktop');
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Tidy Grebe');
  await page.getByRole('banner').getByText('Lumen').waitFor();
  await page
    .getByRole('banner')
    .getByText(/^\d+ ms$/)
    .waitFor();
  await page.keyboard.type('abc');
  await page.keyboard.press('Enter');
  await reads('abc\n');
  await page.mouse.move(100, 200);
  await vi.waitFor(async () => expect(await desktop.pointer()).toBe('100 160'), 5_000);
  expect(errors).toEqual([]);
});

test('the desktop takes the size of the owner’s window, and of nobody else’s', async () => {
  const { desktop, shown, page } = await arrive();
  await shown();
  const size = async () => (await desktop.xdotool('getdisplaygeometry')).trim();
  await vi.waitFor(async () => expect(await size()).toBe('1280 760'), 5_000);
  await page.setViewportSize({ width: 1000, height: 700 });
  await vi.waitFor(async () => expect(await size()).toBe('1000 660'), 5_000);
  const watching = await arrive({ grant: { role: 'viewer' } });
  await watching.shown();
  expect((await watching.desktop.xdotool('getdisplaygeometry')).trim()).toBe('640 480');
});

test('SEC-H34: who watches is told so, and neither keys nor pointer nor clipboard are offered or felt', async () => {
  const { page, shown, desktop, lines } = await arrive({ grant: { role: 'viewer' } });
  await shown();
  await page.getByText('You are watching.').waitFor();
  for (const name of ['Clipboard', 'Keyboard'])
    expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
  const before = await desktop.pointer();
  await page.mouse.click(300, 300);
  await page.keyboard.type('abc');
  await page.keyboard.press('Enter');
  await page
    .getByRole('banner')
    .getByText(/^\d+ ms$/)
    .waitFor();
  expect([await desktop.pointer(), lines()]).toEqual([before, '']);
});

test('C23: whoever leaves the page leaves no key down, in whatever order blur and key come', async () => {
  const { page, shown, reads } = await arrive();
  await shown();
  const keyboard = await page.context().newCDPSession(page);
  const control = { windowsVirtualKeyCode: 17, code: 'ControlLeft', key: 'Control', modifiers: 2 };

  await page.evaluate("window.dispatchEvent(new Event('blur'))");
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...control });
  await page.evaluate("window.dispatchEvent(new Event('focus'))");
  await page.keyboard.type('abc\n');
  await reads('abc\n');

  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...control });
  await page.evaluate("window.dispatchEvent(new Event('blur'))");
  await page.evaluate("window.dispatchEvent(new Event('focus'))");
  await page.keyboard.type('def\n');
  await reads('abc\ndef\n');

  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...control });
  await page.getByRole('button', { name: 'Clipboard', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('application').focus();
  await page.keyboard.type('ghi\n');
  await reads('abc\ndef\nghi\n');
});

test('Ctrl Alt Shift leaves the desktop for the bar, and holds nothing down', async () => {
  const { page, shown, reads, screen } = await arrive();
  await shown();
  for (const key of ['Control', 'Alt', 'Shift']) await page.keyboard.down(key);
  for (const key of ['Shift', 'Alt', 'Control']) await page.keyboard.up(key);
  expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Back to Tidy Grebe in Atrium');
  await screen.focus();
  await page.keyboard.type('abc\n');
  await reads('abc\n');
});

test('keys that the browser keeps go by the menu, and those that a phone lacks by the row', async () => {
  const { page, shown, reads } = await arrive({ options: { viewport: { width: 390, height: 844 }, hasTouch: true } });
  await shown();
  await page.getByRole('button', { name: 'Show the keyboard of this device' }).click();
  await page.keyboard.type('abx');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('é\n');
  await reads('abé\n');
  await page.getByRole('button', { name: 'Ctrl', exact: true }).click();
  await page.keyboard.type('d');
  await page.getByRole('button', { name: 'Ctrl', exact: true, pressed: false }).waitFor();
});

test('text passes the clipboard both ways, through the box and by itself', async () => {
  const { page, shown, lines, desktop } = await arrive({
    options: { permissions: ['clipboard-read', 'clipboard-write'] },
  });
  await shown();
  await page.getByRole('button', { name: 'Clipboard', exact: true }).click();
  await page.getByText('This browser passes the clipboard whenever').waitFor();
  await page.getByRole('textbox', { name: 'Or pass text through this box' }).fill('from the box');
  await page.keyboard.press('Escape');
  await page.getByRole('application').focus();
  await page.keyboard.press('Shift+Insert');
  // The terminal asks for the text, and takes keys meanwhile.
  await vi.waitFor(async () => {
    await page.keyboard.press('Enter');
    expect(lines()).toContain('from the box\n');
  }, 15_000);

  const copied = `printf '\\033]52;c;%s\\a' "$(printf 'from the desktop' | base64)"; sleep 600`;
  desktop.start('xterm', ['-xrm', '*allowWindowOps: true', '-xrm', '*disallowedWindowOps:', '-e', 'sh', '-c', copied]);
  await vi.waitFor(async () => expect(await page.evaluate('navigator.clipboard.readText()')).toBe('from the desktop'), {
    timeout: 5_000,
  });
});

test('a browser that asks before it gives the clipboard is not blamed, and its rule is said', async () => {
  const { page, shown } = await arrive();
  await shown();
  await page.getByRole('button', { name: 'Clipboard', exact: true }).click();
  await page.getByText('This browser asks first. That is its rule').waitFor();
  expect(await page.getByRole('switch', { name: 'From here to the desktop' }).isChecked()).toBe(false);
});

test('the picture of the screen is saved under the name of the instance', async () => {
  const { page, shown } = await arrive();
  await shown();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a picture of the screen' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^Tidy-Grebe-\d{4}-\d\d-\d\dT[\d-]+\.png$/);
  const bytes = readFileSync(await saved.path());
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
});

test('cut off, the page says so, keeps the last picture, and is back at the same desktop without a click', async () => {
  const { page, shown, relay, reads } = await arrive();
  await shown();
  const again = page.waitForEvent('websocket');
  relay.cut();
  await again;
  await shown();
  await page.keyboard.type('abc\n');
  await reads('abc\n');
});

test('C27: a network that died without a word is noticed, and the page returns by itself', async () => {
  const { page, shown, relay, grants, reads } = await arrive({
    limits: { pingMs: 100, silentMs: 500 },
    prepare: (page) => page.clock.install(),
  });
  await shown();
  await page
    .getByRole('banner')
    .getByText(/^\d+ ms$/)
    .waitFor();
  relay.stall();
  await vi.waitFor(() => expect(Array.from(grants.inUse(), ({ guests }) => guests.uses)).toEqual([0]), 15_000);
  for (let turn = 0; turn < 4; turn++) await page.clock.fastForward(8_000);
  await page.getByRole('heading', { name: 'The connection was lost' }).waitFor();
  relay.resume();
  await page.clock.fastForward(10_000);
  await shown();
  await page.keyboard.type('abc\n');
  await reads('abc\n');
});

test('the desktop goes on, and can be opened anew, while portal and connector are away', async () => {
  const { page, shown, connector, reads } = await arrive();
  await shown();
  connector.stop();
  await vi.waitFor(() => expect(connector.followers()).toBe(0), 5_000);
  await page.reload();
  await shown();
  await page.keyboard.type('abc\n');
  await reads('abc\n');
});

test.each([
  ['RIGHT_GONE', 'Your access to this desktop has ended', 'Ask for it again'],
  ['LOGIN_OVER', 'Your login has ended', 'Sign in again'],
] as const)('at %s the page says why, and has one button that leads back here', async (reason, what, action) => {
  const { page, shown, connector, host, hasGrant, portal } = await arrive();
  await shown();
  connector.end(hasGrant() as Grant, reason);
  await page.getByRole('heading', { name: what }).waitFor();
  const href = `${portal.url}/open/lumen/a123456789012345/desktop?path=%2F.atrium%2F`;
  expect(await page.getByRole('link', { name: action }).getAttribute('href')).toBe(href);
  await page.reload();
  expect(await page.getByRole('link').all()).toHaveLength(1);
  expect(await page.getByRole('link', { name: 'Open again' }).getAttribute('href')).toBe(
    `${portal.url}/open/lumen/a123456789012345/desktop`,
  );
  expect(new URL(page.url()).host).toBe(host);
});

test('when the instance is over, the way leads to what is left of it', async () => {
  const { page, shown, connector, hasGrant, portal } = await arrive();
  await shown();
  connector.end(hasGrant() as Grant, 'INSTANCE_OVER');
  await page.getByRole('heading', { name: 'The instance has ended' }).waitFor();
  const href = await page.getByRole('link', { name: 'See Tidy Grebe', exact: true }).getAttribute('href');
  expect(href).toBe(`${portal.url}/instances/lumen/a123456789012345`);
});

test('a desktop that dies, and an instance that is stopped, are two things; both come back by themselves', async () => {
  const { page, shown, connector, hasGrant, desktop, wanted } = await arrive();
  await shown();
  const grant = hasGrant() as Grant;
  desktop.server.kill();
  connector.change(grant, { ready: false });
  await page.getByRole('heading', { name: 'The desktop does not answer' }).waitFor();
  const instance = { ...grant.instance, state: 'stopped' };
  connector.change(grant, { ready: false, instance });
  await page.getByRole('heading', { name: 'The instance is stopped' }).waitFor();
  connector.change(grant, { ready: false, instance: { ...instance, state: 'starting' } });
  await page.getByRole('heading', { name: 'The desktop is starting' }).waitFor();
  const other = await arrive();
  connector.change(grant, { ...wanted, reach: other.wanted.reach });
  await shown();
});

test('15 minutes before the login ends, the bar offers to sign in again; after that nothing has changed', async () => {
  const { page, shown, connector, hasGrant, portal, grants } = await arrive({ grant: { endsAt: inMinutes(14) } });
  await shown();
  const signIn = page.getByRole('link', { name: 'Sign in again' });
  const href = await signIn.getAttribute('href');
  expect(href).toBe(`${portal.url}/open/lumen/a123456789012345/desktop?path=%2F.atrium%2F%3FsignedIn`);
  connector.change(hasGrant() as Grant, { endsAt: inMinutes(600), login: 'another' });
  await signIn.waitFor({ state: 'hidden' });
  expect(Array.from(grants.inUse(), ({ guests }) => guests.uses)).toEqual([1]);
});

test('who signed in for a desktop in another tab is sent back there, and opens no second one', async () => {
  const { page, grants } = await arrive({ path: '/.atrium/?signedIn' });
  await page.getByRole('heading', { name: 'You are signed in again' }).waitFor();
  expect(Array.from(grants.inUse(), ({ guests }) => guests.uses)).toEqual([0]);
});

test('an end that is near is said in the bar', async () => {
  const { page, shown, hasGrant, connector } = await arrive();
  await shown();
  const grant = hasGrant() as Grant;
  connector.change(grant, { instance: { ...grant.instance, endsAt: inMinutes(9) } });
  await page.getByText('ends in 9 min').waitFor();
});

test('the page speaks the language of the grant', async () => {
  const { page, shown } = await arrive({ grant: { language: 'fr' } });
  await shown();
  await page.getByRole('button', { name: 'Presse-papiers' }).waitFor();
  expect(await page.getAttribute('html', 'lang')).toBe('fr');
});

test.each([
  ['desktop', 'owner'],
  ['phone', 'viewer'],
] as const)('axe finds nothing on a %s, as %s, in either scheme', { timeout: 90_000 }, async (form, role) => {
  const viewport = form === 'desktop' ? { width: 1280, height: 800 } : { width: 390, height: 844 };
  const { page, shown, hasGrant, connector } = await arrive({ grant: { role }, options: { viewport } });
  await shown();
  await hasNoFaults(page);
  for (const button of await page.locator('[popovertarget]:visible').all()) {
    await button.click();
    await hasNoFaults(page, ':popover-open');
    await page.keyboard.press('Escape');
  }
  connector.end(hasGrant() as Grant);
  await page.getByRole('heading', { level: 2, name: 'Your access to this desktop has ended' }).waitFor();
  await hasNoFaults(page);
  await page.reload();
  await hasNoFaults(page);
});

/** In both schemes; the second time only what colours can do wrong. */
async function hasNoFaults(page: Page, part = 'html'): Promise<void> {
  for (const [scheme, rules] of [
    ['light', undefined],
    ['dark', ['color-contrast']],
  ] as const) {
    await page.evaluate(`document.documentElement.style.colorScheme = '${scheme}'`);
    const axe = new AxeBuilder({ page }).include(part);
    const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  }
}

test('all of the page together takes less than 200 KiB on its way', () => {
  const assets = join(viewer(), 'assets');
  const travels = readdirSync(assets).map((file) => {
    const bytes = readFileSync(join(assets, file));
    return file.endsWith('.woff2') ? bytes.length : brotliCompressSync(bytes).length;
  });
  expect(travels.reduce((sum, size) => sum + size) / 1024).toBeLessThan(200);
});
