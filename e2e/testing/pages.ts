import type { Locator, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import type { Person } from './people.ts';

type Wish = { environment: RegExp; place: RegExp; name: string };

/** Fills the launch page that is open, and starts. The page goes on to the instance, which goes with the test. */
export async function startByHand(person: Person, { environment, place, name }: Wish): Promise<void> {
  const { page } = person;
  await choose(page.getByRole('radio', { name: environment }));
  await choose(page.getByRole('radio', { name: place }));
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.evaluate(watchPhases);
  await page.getByRole('button', { name: `Start ${name}` }).click();
  await page.waitForURL(/\/instances\/\w+\/\w{16}$/);
  const [, facility = '', id = ''] = /instances\/(\w+)\/(\w+)$/.exec(page.url()) ?? [];
  onTestFinished(async () => void (await person.call('DELETE', `/f/${facility}/v1/instances/${id}`)));
}

/** Watches a start on its page until there are ways in: every phase that it goes through was shown there. */
export async function untilReady(page: Page, name: string): Promise<void> {
  await page
    .getByRole('button', { name: / ready$/ })
    .first()
    .waitFor({ timeout: 90_000 });
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(name);
  const shown: string[] = await page.evaluate('[...globalThis.phasesShown]');
  for (const phase of [/place/i, /data/i, /start/i, /answer/i])
    expect(shown).toContainEqual(expect.stringMatching(phase));
}

/** Keeps what the list of phases says, for a phase may last a moment. */
const watchPhases = `
  globalThis.phasesShown = new Set();
  const look = () => document.querySelectorAll('ol[aria-label=Phases] b').forEach((one) => phasesShown.add(one.textContent));
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });`;

/** A radio is chosen by its row, for the dot itself may lie under what it chooses. */
async function choose(radio: Locator): Promise<void> {
  await radio.waitFor();
  await radio.check({ force: true });
}
