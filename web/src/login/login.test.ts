import { expect, test } from 'vitest';
import { launchAddress } from '../../testing/states.ts';
import { visits } from '../../testing/visit.ts';

const visit = visits();

test('C4 who signs in comes back to the very address, its fragment included, and once', async () => {
  const filter = `${'a%2Fb%2Bc+d&e=%C3%A9&'.repeat(70)}last=1`;
  const at = `/instances?text=${filter}#row-40`;
  const { page, portal } = await visit({ at, world: { me: null } });
  const link = page.getByRole('link', { name: 'Sign in' });
  const address = new URL((await link.getAttribute('href')) ?? '', portal.url);
  expect(address.pathname).toBe('/sign-in');
  const returnTo = address.searchParams.get('returnTo') ?? '';
  expect(`${returnTo}#row-40`).toBe(at);

  // The portal answers below with the page itself; a real one leads to the identity provider and back.
  await link.click();
  await page.waitForURL(/sign-in/);
  await page.goto(portal.url + returnTo);
  await page.getByText('Sign in to go on').waitFor();
  expect(page.url()).toBe(portal.url + at);
  await page.goto(portal.url + returnTo);
  await page.getByText('Sign in to go on').waitFor();
  expect(page.url()).toBe(portal.url + returnTo);
});

test('a login that ends leaves the page as it is, and the way back holds what was chosen', async () => {
  const { page, portal } = await visit({ at: launchAddress });
  await page.getByText(/^live/).waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Wide Plover');
  portal.world.me = null;
  await page.getByRole('radio', { name: /Mantid workbench/ }).check();
  await page.getByRole('button', { name: /^Remove/ }).click();
  await page.getByText('You are signed out.').filter({ visible: true }).first().waitFor();
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Wide Plover');
  const href = (await page.getByRole('link', { name: 'Sign in again' }).getAttribute('href')) ?? '';
  expect(decodeURIComponent(href)).toContain('name=Wide+Plover');
});
