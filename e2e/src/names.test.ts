import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { people } from '../testing/people.ts';

const signIn = people();

const tooMuch = 'a'.repeat(81);
const hostile = {
  markup: '<img src=x onerror=alert(1)>',
  'a control character': 'Tidy\u0007Grebe',
  'a right-to-left mark': 'Tidy \u202eebreG',
  'a zero-width space': 'Tidy\u200bGrebe',
  'too much': tooMuch,
};
const refusal = /^This name cannot be kept\. Use 1 to 80 characters/;

test('an instance is not started by a name that cannot be kept: the form says so, and nothing is half done', async () => {
  const mira = await signIn('mira');
  const { page } = mira;
  const before = await mira.call('GET', '/f/nimbus/v1/instances');
  await page.getByRole('link', { name: 'Facilities', exact: true }).click();
  await page.getByRole('link', { name: 'New instance here, Nimbus' }).click();
  await page.getByRole('complementary').getByText('Nimbus, Small').waitFor();
  const name = page.getByRole('textbox', { name: 'Name' });
  const start = page.getByRole('complementary').getByRole('button', { name: /^Start/ });

  for (const [what, hostileName] of Object.entries({ ...hostile, nothing: '' })) {
    await name.fill(hostileName);
    const answered = answerOf(page, 'POST');
    await start.click();
    expect({ what, status: await answered }).toEqual({ what, status: 400 });
    await page.getByRole('complementary').getByRole('alert').getByText(refusal).waitFor();
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    expect(await name.inputValue()).toBe(hostileName);
  }
  expect(await mira.call('GET', '/f/nimbus/v1/instances')).toEqual(before);
});

test('an instance keeps its name when it is given one that cannot be kept', async () => {
  const mira = await signIn('mira');
  const { page } = mira;
  const { id, name: kept } = await mira.ask('nimbus', 'desktop-small');
  await page.getByRole('link', { name: 'Instances', exact: true }).click();
  await page.getByRole('link', { name: kept }).click();
  await page.getByRole('button', { name: 'Rename' }).click();
  const name = page.getByRole('textbox', { name: 'Name' });

  for (const [what, hostileName] of Object.entries(hostile)) {
    await name.fill(hostileName);
    const answered = answerOf(page, 'PATCH');
    await name.press('Enter');
    expect({ what, status: await answered }).toEqual({ what, status: 400 });
    await page.getByRole('alert').getByText(refusal).waitFor();
  }
  await name.press('Escape');
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(kept);
  expect((await mira.instance('nimbus', id)).name).toBe(kept);
});

/** What a facility answers to the next request of this kind. */
async function answerOf(page: Page, method: string): Promise<number> {
  const isIt = (url: string) => /\/api\/f\/nimbus\/v1\/instances/.test(url);
  const response = await page.waitForResponse((one) => one.request().method() === method && isIt(one.url()));
  return response.status();
}
