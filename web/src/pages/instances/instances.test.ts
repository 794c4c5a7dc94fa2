import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { endedRobin } from '../../../testing/made-up/instances.ts';
import { states } from '../../../testing/states.ts';
import { visits } from '../../../testing/visit.ts';

const visit = visits();
const world = states.instances?.world;

test('the counts by state are filters, and stand in the address', async () => {
  const { page, openTab } = await visit({ at: '/instances', world });
  await page.getByRole('link', { name: 'Quiet Heron' }).waitFor();
  expect(await namesIn(page)).toEqual(['Amber Finch', 'Slate Otter', 'Grave Curlew', 'Quiet Heron', 'Mossy Lynx']);
  await page.getByRole('button', { name: '1 stopped' }).click();
  await expect.poll(() => namesIn(page)).toEqual(['Mossy Lynx']);
  await page.getByRole('button', { name: '1 failed' }).click();
  await expect.poll(() => namesIn(page)).toEqual(['Brisk Plover']);
  expect(await page.getByRole('button', { name: '1 failed' }).getAttribute('aria-pressed')).toBe('true');

  const { pathname, search } = new URL(page.url());
  const again = await openTab(pathname + search);
  await again.getByRole('link', { name: 'Brisk Plover' }).waitFor();
  expect(await namesIn(again)).toEqual(['Brisk Plover']);
});

test('words and the facility narrow the list and its counts together', async () => {
  const { page } = await visit({ at: '/instances', world });
  await page.getByLabel('Facility').selectOption('Nimbus');
  await expect.poll(() => namesIn(page)).toEqual(['Amber Finch', 'Slate Otter']);
  await page.getByRole('searchbox').fill('copper foil');
  await expect.poll(() => namesIn(page)).toEqual(['Amber Finch']);
  await page.getByRole('button', { name: '1 not ended' }).waitFor();
  await expect.poll(() => new URL(page.url()).search).toBe('?facility=nimbus&text=copper+foil');
});

test('when no instance fits, the page says how many there are without the conditions, and lifts them', async () => {
  const { page } = await visit({ at: '/instances?state=stopped&facility=nimbus', world });
  await page.getByText('No instance fits these conditions.').waitFor();
  await page.getByText('Without them there are 5 not ended.').waitFor();
  await page.getByRole('button', { name: 'Clear the conditions' }).click();
  await expect.poll(() => namesIn(page)).toHaveLength(5);
  expect(new URL(page.url()).search).toBe('');
});

test('who has none yet is told what one is, and led to the first', async () => {
  const { page } = await visit({ at: '/instances', world: states['instances-first']?.world });
  await page.getByText('You have no instances yet.').waitFor();
  expect(await page.getByRole('searchbox').count()).toBe(0);
  await page.getByRole('link', { name: 'New instance' }).click();
  await page.getByRole('heading', { name: 'Environment' }).waitFor();
});

test('when all have ended they are one press away', async () => {
  const { page } = await visit({ at: '/instances', world: { instances: { lumen: [endedRobin()] } } });
  await page.getByText('All your instances have ended.').waitFor();
  await page.getByRole('button', { name: 'Show it' }).click();
  await expect.poll(() => namesIn(page)).toEqual(['Young Robin']);
});

test('a change of an instance moves the counts without a reload', async () => {
  const { page, portal } = await visit({ at: '/instances', world });
  await page.getByRole('button', { name: '3 ready' }).waitFor();
  await portal.streamIsOpen();
  const [finch] = portal.world.instances.nimbus ?? [];
  Object.assign(finch ?? {}, { state: 'ready', readyAt: '2026-11-25T09:14:00.000Z' });
  portal.tell({ what: 'instances', facility: 'nimbus', instance: 'amberfinch000001' });
  await page.getByRole('button', { name: '4 ready' }).waitFor();
});

test('in French the filters say the same', async () => {
  const { page } = await visit({ at: '/instances?state=ended', world, options: { locale: 'fr-FR' } });
  await page.getByRole('button', { name: '1 terminées' }).waitFor();
  await expect.poll(() => namesIn(page)).toEqual(['Young Robin']);
});

function namesIn(page: Page): Promise<string[]> {
  return page.getByRole('rowheader').allTextContents();
}
