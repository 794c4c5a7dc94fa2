import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { states } from '../../../testing/states.ts';
import { visits } from '../../../testing/visit.ts';

const visit = visits();
const world = states.facilities?.world;

test('UC-M6 each facility says how it is, what it offers, and what is free there, by size', async () => {
  const { page } = await visit({ at: '/facilities', world });
  await page.getByText('3 of 5 facilities work, 1 in part, 1 not at all.').waitFor();
  expect(await textOf(row(page, 'Nimbus'))).toMatch(
    /compute centre: compute.*Working.*Small free now.*Medium free now.*Large free now.*GPU free now/,
  );
  expect(await textOf(row(page, 'Helia'))).toMatch(/Works in part.*full until Thu 14:00.*GPU about 33 min/);
  expect(await textOf(row(page, 'Helia'))).toContain('notebook 2026.1 cannot be started at the moment.');
  expect(await textOf(row(page, 'Lumen'))).toContain('Closed for maintenance on Thu 26 Nov');
});

test('in French too', async () => {
  const { page } = await visit({ at: '/facilities', world, options: { locale: 'fr-FR' } });
  await page.getByText('3 centres sur 5 marchent, 1 en partie, 1 pas du tout.').waitFor();
  expect(await textOf(row(page, 'Helia'))).toMatch(/Marche en partie.*Petite libre.*Grande complet, jeu. 14:00/);
  expect(await textOf(row(page, 'Corvid'))).toMatch(/Pas de réponse depuis 09:42.*Rien n’est perdu/);
});

test('where nothing is for this person, there is the way to a proposal instead of a start', async () => {
  const { page } = await visit({ at: '/facilities' });
  const tessel = row(page, 'Tessel');
  await tessel.getByText('not for you').first().waitFor();
  const proposal = tessel.getByRole('link', { name: 'Get a proposal' });
  expect(await proposal.getAttribute('href')).toBe('https://tessel.example/proposals');
  expect(await tessel.getByRole('link', { name: /^New instance/ }).count()).toBe(0);
});

test('a facility that is silent keeps its row, and works again when it is asked and answers', async () => {
  const { page, portal } = await visit({ at: '/facilities' });
  const corvid = row(page, 'Corvid');
  await corvid.getByText('No answer since 09:42.').waitFor();
  await corvid.getByText('Free places unknown').waitFor();
  portal.world.silent = {};
  await corvid.getByRole('button', { name: 'Ask again, Corvid' }).click();
  await corvid.getByText('Working').waitFor();
  await corvid.getByText('free now').first().waitFor();
  await page.getByText('All 5 facilities work.').waitFor();
});

test('from its row to a new instance at that place, which is filled in and not started', async () => {
  const { page, portal } = await visit({ at: '/facilities' });
  await page.getByRole('link', { name: 'New instance here, Nimbus' }).click();
  await page.getByRole('complementary').getByText('Nimbus, Medium').waitFor();
  expect(portal.world.asked).toEqual([]);
});

function row(page: Page, facility: string): Locator {
  return page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: facility }) });
}

/** In one line; when it no longer waits for anything. */
async function textOf(one: Locator): Promise<string> {
  await one
    .getByText(/free|libre|not for you/)
    .first()
    .waitFor();
  const texts = await one.locator('h2, p, small, dt, dd').allTextContents();
  return texts.join(' ').replace(/\s+/g, ' ');
}
