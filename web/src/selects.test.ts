import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { visits } from '../testing/visit.ts';

const visit = visits();

test.each([
  ['/instances', 'Facility', ['All facilities', 'Helia', 'Nimbus', 'Tessel']],
  ['/account', 'Language', ['English', 'Français']],
])('C58 a select says what it is, whether it is open, and what is chosen, at every key: %s', async (...told) => {
  const [at, name, [first = '', ...others]] = told;
  const { page } = await visit({ at });
  await page.getByLabel(name).focus();
  const role = 'combobox';
  expect(await selectIn(page)).toMatchObject({ role, name, value: first, expanded: false });

  await page.keyboard.press('Alt+ArrowDown');
  expect(await selectIn(page)).toEqual({ role, name, value: first, expanded: true, chosen: [first] });
  for (const value of others) {
    await page.keyboard.press('ArrowDown');
    expect(await selectIn(page)).toEqual({ role, name, value, expanded: true, chosen: [first] });
  }
  await page.keyboard.press('Escape');
  expect(await selectIn(page)).toMatchObject({ role, expanded: false });
});

type Property = { name: string; value: { value: unknown } };
type Node = Record<'role' | 'name' | 'value', { value: string } | undefined> & { properties?: Property[] };

/** The one select of the page as it is told to who listens, and which of its options count as chosen. */
async function selectIn(page: Page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as unknown as { nodes: Node[] };
  await session.detach();
  const select = nodes.find(({ role }) => role?.value === 'combobox');
  // Options of a list that opens are called menu items by Chromium.
  const options = nodes.filter(({ role }) => ['option', 'menuitem', 'MenuListOption'].includes(role?.value ?? ''));
  return {
    role: select?.role?.value,
    name: select?.name?.value,
    value: select?.value?.value,
    expanded: propertyOf(select, 'expanded'),
    chosen: options.filter((option) => propertyOf(option, 'selected')).map((option) => option.name?.value),
  };
}

function propertyOf(node: Node | undefined, wanted: string): unknown {
  return node?.properties?.find(({ name }) => name === wanted)?.value.value;
}
