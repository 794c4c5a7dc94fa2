import { expect, test } from 'vitest';
import { visits } from '../../testing/visit.ts';

const visit = visits();

test.each([
  ['en-GB', 'Facilities', 'This page has stopped', 'Load the page again'],
  ['fr-FR', 'Centres', 'Cette page s’est arrêtée', 'Recharger la page'],
])('a page that fails says so, with a trace to quote, and is there when it is loaded again (%s)', async (...told) => {
  const [locale, place, title, again] = told;
  const { page } = await visit({ options: { locale } });
  const link = page.getByRole('link', { name: place }).filter({ visible: true });
  await link.waitFor();
  await page.route('**/assets/facilities-page*', (route) => route.abort());
  await link.click();

  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  expect(await page.getByRole('alert').locator('code').textContent()).toMatch(/^[0-9a-f]{32}$/);
  expect(await page.title()).toContain(title);
  await link.waitFor();

  await page.unroute('**/assets/facilities-page*');
  await page.getByRole('button', { name: again }).click();
  await page.getByRole('heading', { name: 'Nimbus' }).waitFor();
});

test('one page that fails takes no other with it', async () => {
  const { page } = await visit();
  await page.getByText('Quiet Heron').first().waitFor();
  await page.route('**/assets/facilities-page*', (route) => route.abort());
  await page.getByRole('link', { name: 'Facilities' }).filter({ visible: true }).click();
  await page.getByRole('alert').getByRole('link', { name: 'Home' }).click();
  await page.getByRole('article', { name: 'Quiet Heron' }).waitFor();
});
