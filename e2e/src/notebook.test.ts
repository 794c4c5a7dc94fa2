import { expect, test } from 'vitest';
import { startByHand, untilReady } from '../testing/pages.ts';
import { people } from '../testing/people.ts';

const signIn = people();

test('UC-A8 from a search for data to a notebook without a second login, whose cells plot a file that was measured', async () => {
  const mira = await signIn('mira');
  const { page } = mira;
  await page.getByRole('link', { name: 'Instances', exact: true }).click();
  await page.getByRole('link', { name: 'New instance' }).click();
  await page.getByRole('button', { name: 'Find data' }).click();
  await page.getByRole('searchbox', { name: 'Search data' }).fill('33837');
  await page.getByRole('button', { name: 'Add, Oriented surfactant liquid crystal, run 33837' }).click();
  await startByHand(mira, { environment: /^Notebook/, place: /^Lumen, Small/, name: 'Quiet Heron' });
  await untilReady(page, 'Quiet Heron');
  await page.getByRole('button', { name: 'JupyterLab ready' }).click();

  const notebook = page.getByRole('region', { name: 'notebook content' });
  await notebook.locator('.jp-CodeCell').first().waitFor({ timeout: 60_000 });
  expect(page.url()).not.toContain('token');
  await page.getByText('Python 3 (ipykernel) | Idle').waitFor({ timeout: 60_000 });
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();

  expect(await page.getByText('Would you like to receive').count()).toBe(0);
  const plot = notebook.locator('.jp-OutputArea-output img').first();
  await plot.waitFor({ timeout: 60_000 });
  expect(await plot.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)).toBeGreaterThan(
    200,
  );
  await expect.poll(() => notebook.textContent()).toContain('33837');
});
