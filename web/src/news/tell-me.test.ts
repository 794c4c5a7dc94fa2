import type { BrowserContext, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { visits } from '../../testing/visit.ts';

const visit = visits();
const finch = '/instances/nimbus/amberfinch000001';

test.each([
  ['en-GB', 'Tell me when it is ready', 'Amber Finch: Ready'],
  ['fr-FR', 'Me prévenir quand elle est prête', 'Amber Finch: Prête'],
])('a notice of the browser tells when it is ready, whichever page is open, and leads to it (%s)', async (...told) => {
  const [locale, label, title] = told;
  const { page, portal, context } = await visit({ at: '/facilities', options: { locale } });
  await context.grantPermissions(['notifications'], { origin: portal.url });
  await recordNotices(context);
  await page.goto(portal.url + finch);
  const wish = page.getByRole('switch', { name: label });
  await wish.click();
  await expect.poll(() => wish.isChecked()).toBe(true);

  await Promise.all([portal.nextStreamIsOpen(), page.goto(`${portal.url}/account`)]);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const [one] = portal.world.instances.nimbus ?? [];
  Object.assign(one ?? {}, { state: 'ready', readyAt: '2026-11-25T09:14:00.000Z' });
  portal.tell({ what: 'instances', facility: 'nimbus', instance: 'amberfinch000001' });
  await expect.poll(() => noticesOf(page)).toEqual([title]);

  await page.evaluate('told[0].dispatchEvent(new Event("click"))');
  await page.getByRole('heading', { name: 'Amber Finch' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Amber Finch' }).waitFor();
  expect(await noticesOf(page)).toEqual([]);
});

test('a wish that is taken back is not told', async () => {
  const { page, portal, context } = await visit({ at: '/facilities' });
  await context.grantPermissions(['notifications'], { origin: portal.url });
  await recordNotices(context);
  await Promise.all([portal.nextStreamIsOpen(), page.goto(portal.url + finch)]);
  const wish = page.getByRole('switch', { name: 'Tell me when it is ready' });
  await wish.click();
  await expect.poll(() => wish.isChecked()).toBe(true);
  await wish.click();
  await expect.poll(() => wish.isChecked()).toBe(false);
  Object.assign(portal.world.instances.nimbus?.[0] ?? {}, { state: 'ready', readyAt: '2026-11-25T09:14:00.000Z' });
  portal.tell({ what: 'instances', facility: 'nimbus', instance: 'amberfinch000001' });
  await page
    .getByRole('button', { name: /^Desktop/ })
    .first()
    .waitFor();
  expect(await noticesOf(page)).toEqual([]);
});

test('a browser that allows no notices is said to, with the way to allow them', async () => {
  const { page, portal, context } = await visit({ at: '/facilities' });
  await context.grantPermissions([], { origin: portal.url });
  await page.goto(portal.url + finch);
  const wish = page.getByRole('switch', { name: 'Tell me when it is ready' });
  await page.getByText('This browser does not allow notices here. Allow them under the lock').waitFor();
  expect(await wish.isDisabled()).toBe(true);
});

/** The browser's own notices, each kept as it is made. */
async function recordNotices(context: BrowserContext) {
  await context.addInitScript(`
    globalThis.told = [];
    const Real = Notification;
    globalThis.Notification = class extends Real {
      constructor(...words) {
        super(...words);
        told.push(this);
      }
    };`);
}

function noticesOf(page: Page): Promise<string[]> {
  return page.evaluate('told.map(({ title }) => title)');
}
