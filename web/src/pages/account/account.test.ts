import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { visits } from '../../../testing/visit.ts';

const visit = visits();

test.each([
  ['en-GB', 'What you are there', 'Received, but not used'],
  ['fr-FR', 'Ce que vous y êtes', 'Reçu, mais pas utilisé'],
])('every claim stands there as it was received, named for people (%s)', async (locale, named, unused) => {
  const { page } = await visit({ at: '/account', options: { locale } });
  await page.getByText(named).waitFor();
  expect(await claimsIn(page, 'claims')).toEqual({
    iss: ['https://login.example'],
    voperson_id: ['mira@made-up.example'],
    name: ['Mira Okafor'],
    eduperson_scoped_affiliation: ['member@made-up.example'],
  });
  const ignored = page.getByRole('region', { name: unused });
  expect(await claimsIn(page, 'ignored')).toEqual({ eduperson_entitlement: ['urn:other:group:lumen'] });
  await ignored.getByText('Its namespace is not one of this issuer.').waitFor();
});

test('another login is ended from here, and that is said aloud', async () => {
  const { page, portal } = await visit({ at: '/account' });
  const logins = page.getByRole('region', { name: 'Where you are signed in' });
  await logins.getByText('since 07:40, last used 08:10, ends 19:40 at the latest').waitFor();
  await logins.getByRole('button', { name: 'End, Firefox on Windows' }).click();
  await page.getByRole('status').filter({ hasText: 'The login of Firefox on Windows is ended' }).waitFor();
  await logins.getByText('Firefox on Windows').waitFor({ state: 'detached' });
  expect(portal.world.logins.map(({ id }) => id)).toEqual(['this']);
  await logins.getByText('this one').waitFor();
});

test('a login that has ended meanwhile is said to have ended', async () => {
  const { page, portal } = await visit({ at: '/account' });
  const end = page.getByRole('button', { name: 'End, Firefox on Windows' });
  await end.waitFor();
  portal.world.logins = portal.world.logins.filter(({ isThis }) => isThis);
  await end.click();
  await page.getByRole('alert').getByText('This login has already ended.').waitFor();
});

test('to sign out everywhere ends every other login, and then this one', async () => {
  const { page, portal } = await visit({ at: '/account' });
  const signedOut = page.waitForRequest((request) => request.url() === `${portal.url}/sign-out`);
  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  expect((await signedOut).method()).toBe('POST');
  await page.waitForURL(`${portal.url}/sign-out`);
  expect(portal.world.logins.map(({ id }) => id)).toEqual(['this']);
});

test('the language and the colours that are chosen here are kept with the person', async () => {
  const { page, portal, context } = await visit({ at: '/account' });
  await page.getByLabel('Language').selectOption('Français');
  await page.getByText('Où vous êtes connecté').waitFor();
  await page.getByRole('radio', { name: 'Sombre' }).check({ force: true });
  await expect.poll(() => portal.world.me?.preferences).toEqual({ language: 'fr', colourScheme: 'dark' });

  await page.evaluate(() => localStorage.clear());
  const another = await context.newPage();
  await another.goto(`${portal.url}/account`);
  await another.getByText('Où vous êtes connecté').waitFor();
  await another.locator('html[data-mantine-color-scheme=dark]').waitFor();
});

test('what of the claims does not reach a facility is said, with the name of the facility', async () => {
  const { page } = await visit({ at: '/account' });
  const left = page.getByRole('region', { name: 'What does not reach every facility' });
  await left.getByText('entitlements, not sent to Lumen').waitFor();
  await left.getByText('urn:geant:made-up.example:group:many').waitFor();
});

/** By the claim's own name. */
async function claimsIn(page: Page, section: string): Promise<Record<string, string[]>> {
  const rows = await page.locator(`section[aria-labelledby=${section}] dl > div`).all();
  const claims = rows.map(async (row) => [
    await row.locator('dt code').textContent(),
    await row.locator('dd code').allTextContents(),
  ]);
  return Object.fromEntries(await Promise.all(claims));
}

test('what was used this month, and what may still be had, stands there for each facility', async () => {
  const { page } = await visit({ at: '/account' });
  const used = page.getByRole('region', { name: 'What you use' });
  const helia = used.getByRole('listitem').filter({ hasText: 'Helia' });
  await helia.getByText('42 core hours in 3 instances this month').waitFor();
  await helia.getByText('16 of 24').waitFor();
  await helia.getByText('Team HE-4471').waitFor();
  await helia.getByText('48 of 64').waitFor();
  await used
    .getByRole('listitem')
    .filter({ hasText: 'Corvid' })
    .getByText(/has not answered since/)
    .waitFor();
});

test('who has used nothing is told so', async () => {
  const usage = { instances: 0, runningSeconds: 0, coreSeconds: 0, gpuSeconds: 0, memoryByteSeconds: 0 };
  const { page } = await visit({ at: '/account', world: { usage } });
  const used = page.getByRole('region', { name: 'What you use' });
  await used.getByText('nothing this month').first().waitFor();
});
