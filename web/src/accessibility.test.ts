import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { sizes } from '../testing/chromium.ts';
import { states } from '../testing/states.ts';
import { visits } from '../testing/visit.ts';

const visit = visits();
const widths = [320, 390, 761, 1024, 1440];

/** Colours are all that the other scheme changes, so there axe looks at colours alone. */
const looks = [
  ['desktop', 'light', []],
  ['desktop', 'dark', ['color-contrast']],
  ['phone', 'dark', []],
  ['phone', 'light', ['color-contrast']],
] satisfies [keyof typeof sizes, 'light' | 'dark', string[]][];

test.each(Object.keys(states))(
  'axe finds nothing, and nothing is to be scrolled sideways: %s',
  async (name) => {
    const { at, world, act, shows } = states[name] ?? { at: '/', shows: '' };
    const { page } = await visit({ at, world });
    await act?.(page);
    await page.getByText(shows).filter({ visible: true }).first().waitFor();

    const tooWide: number[] = [];
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      if ((await page.evaluate(() => document.documentElement.scrollWidth)) > width) tooWide.push(width);
    }
    expect(tooWide).toEqual([]);

    for (const [size, scheme, rules] of looks) {
      await page.setViewportSize(sizes[size]);
      await choose(page, scheme);
      expect({ size, scheme, found: await violationsOf(page, rules) }).toEqual({ size, scheme, found: [] });
    }
  },
  120_000,
);

async function violationsOf(page: Page, rules: string[]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await (rules.length ? axe.withRules(rules) : axe).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

async function choose(page: Page, colorScheme: 'light' | 'dark') {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState === 'finished'));
}
