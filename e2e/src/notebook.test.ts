import { expect, test } from 'vitest';
import { people } from '../testing/people.ts';

const signIn = people();

test('from sign-in to a notebook without a second login, whose cells plot a file that was measured', async () => {
  const mira = await signIn('mira');
  const { id } = await mira.launch('lumen', 'notebook-small', { data: ['10.5072/lumen.sans2d-33837'] });
  const { page } = await mira.open('lumen', id, 'lab');
  await page.goto(new URL('/lab/tree/examples/look-at-your-data.ipynb', page.url()).href);
  expect(page.url()).not.toContain('token');

  const notebook = page.getByRole('region', { name: 'notebook content' });
  await notebook.locator('.jp-CodeCell').first().waitFor({ timeout: 60_000 });
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
