import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { failedFinch } from '../../testing/made-up/instances.ts';
import { visits } from '../../testing/visit.ts';

const visit = visits();
const heron = '/instances/lumen/quietheron000001';

test('UC-A8 an interface is opened by a ticket that is posted and stands in no address', async () => {
  const { page, portal } = await visit({ at: heron });
  await page.getByRole('button', { name: 'Desktop ready' }).click();
  await page.getByText(`POST ticket-1 from ${portal.url}`).waitFor();
  expect(page.url()).not.toContain('ticket-1');
  expect(portal.world.tickets).toEqual([{ facility: 'lumen', instance: 'quietheron000001', interface: 'desktop' }]);
});

test('in a new tab only if the person chooses that, and the page stays', async () => {
  const { page, context } = await visit({ at: heron });
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: 'JupyterLab in a new tab' }).click();
  await (await opened).getByText('POST ticket-1').waitFor();
  await page.getByRole('heading', { name: 'Quiet Heron' }).waitFor();
});

test('whoever was sent back to open again lands where it was, by one button', async () => {
  const { page, portal } = await visit({ at: '/open/lumen/quietheron000001/lab?path=%2Flab%2Ftree%2Fa.ipynb' });
  const posted = page.waitForRequest((request) => request.method() === 'POST' && request.url().includes('/.atrium/'));
  await page.getByRole('button', { name: 'Open again' }).click();
  const form = new URLSearchParams((await posted).postData() ?? '');
  expect(Object.fromEntries(form)).toEqual({ ticket: 'ticket-1', path: '/lab/tree/a.ipynb' });
  expect(portal.world.tickets).toMatchObject([{ interface: 'lab' }]);
});

test('to end it the name is typed, because scratch is lost', async () => {
  const { page, portal } = await visit({ at: heron });
  await chooseFromMenu(page, 'End…');
  const end = page.getByRole('button', { name: 'End and lose scratch' });
  expect(await end.isDisabled()).toBe(true);
  await page.getByLabel(/^Type quiet heron/).fill('Quiet heron');
  await end.click();
  await page.getByText('Ending').first().waitFor();
  expect(portal.world.instances.lumen?.[0]?.state).toBe('ending');
});

test('what failed says why, and is tried again as a new instance of the same kind', async () => {
  const { page, portal } = await visit({
    at: '/instances/nimbus/amberfinch000001',
    world: (world) => {
      world.instances.nimbus = [failedFinch('OUT_OF_MEMORY')];
    },
  });
  await page.getByText('It needed more memory than its size has, so Amber Finch did not start.').waitFor();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Cancel the start' }).waitFor();
  expect(portal.world.asked).toMatchObject([
    { facility: 'nimbus', body: { name: 'Amber Finch', plan: 'plan-medium' } },
  ]);
});

test('UC-M3 the end is moved by a day, several presses at once, and the new name is kept', async () => {
  const { page, portal } = await visit({ at: heron });
  const later = page.getByRole('button', { name: 'End later' });
  await later.click();
  await later.click();
  await expect
    .poll(() => portal.world.instances.lumen?.[0]?.endsAt, { timeout: 15_000 })
    .toBe('2026-12-02T17:00:00.000Z');

  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Wide Plover');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Wide Plover' }).waitFor();
});

async function chooseFromMenu(page: Page, item: string) {
  await page.getByRole('button', { name: 'More for Quiet Heron' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}
