import { actionForbidden, controlTaken, ownerAway } from '@atrium/contract/errors';
import type { Grant } from '@atrium/contract/gateway/api';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { startAtViewer } from '../../testing/at-viewer.ts';
import { browsing, builtViewer } from '../../testing/chromium.ts';
import { secrets } from '../../testing/xvnc.ts';

const openPage = browsing();
const viewer = builtViewer();

type Person = Grant['people'][number];
const anna: Person = { id: 'anna000000000001', name: 'Anna Berg', role: 'owner', isHere: true, hasControl: false };
const bob: Person = { id: 'bob0000000000001', name: 'Bob Carl', role: 'collaborator', isHere: true, hasControl: false };
const cleo: Person = { id: 'cleo000000000001', name: 'Cleo Dahl', role: 'viewer', isHere: false, hasControl: false };
const bobDrives = {
  drives: false,
  secret: secrets.watching,
  people: [anna, { ...bob, hasControl: true }, cleo],
};

/** Anna at her desktop, with two who have a part in it. */
async function arrive(grant: Partial<Grant> = {}, options = {}) {
  const people = [anna, bob, cleo];
  const at = await startAtViewer({
    openPage,
    viewerDirectory: viewer(),
    grant: { person: { id: anna.id, name: anna.name }, people, ...grant },
    options,
  });
  await at.shown();
  const change = (to: Partial<Grant>) => at.connector.change(at.hasGrant() as Grant, to);
  const peopleButton = at.page.getByRole('button', { name: /^People/ });
  return { ...at, change, peopleButton };
}

test('UC-T2 the bar says who is here and whose keys are felt, and follows as people come and go', async () => {
  const { page, peopleButton, change } = await arrive();
  await peopleButton.getByText('All who may type do').waitFor();
  expect(await peopleButton.getByRole('img').count()).toBe(2);
  await peopleButton.click();
  const panel = page.getByRole('dialog', { name: 'People' });
  expect(await panel.getByRole('listitem').allTextContents()).toEqual([
    'Anna Berg youowner, here',
    'Bob Carlcollaborator, here',
    'Cleo Dahlviewer, not here',
  ]);
  change({ people: [anna, { ...bob, isHere: false }, { ...cleo, isHere: true }] });
  await panel.getByText('viewer, here').waitFor();
  await peopleButton.getByText('You drive').waitFor();
});

test('SEC-H34: whoever loses control is told at once, and from then on no key is offered or felt', async () => {
  const { page, change, reads, lines, wanted } = await arrive();
  await page.keyboard.type('abc\n');
  await reads('abc\n');
  await page.getByRole('button', { name: 'Clipboard', exact: true }).click();
  change(bobDrives);
  await page.getByText('You are watching; Bob Carl has keyboard and pointer.').waitFor();
  await page.getByRole('banner').getByText('Bob Carl drives, you watch').waitFor();
  for (const name of ['Clipboard', 'Keyboard']) {
    expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
  }
  expect(await page.getByRole('dialog', { name: 'Clipboard' }).count()).toBe(0);
  await page.getByRole('application').focus();
  await page.keyboard.type('def\n');

  change({ drives: true, secret: wanted.secret, people: [anna, bob, cleo] });
  await page.getByText('You are watching').waitFor({ state: 'hidden' });
  // What it may do at the desktop is fixed by its secret: it signs in anew first, and until then keys are not felt.
  await vi.waitFor(async () => {
    await page.keyboard.press('Enter');
    expect(lines()).toMatch(/^abc\n\n+$/);
  }, 15_000);
});

test('keyboard and pointer are passed on, opened to all, and taken back', async () => {
  const { page, connector, hasGrant, peopleButton, change } = await arrive({
    people: [{ ...anna, hasControl: true }, bob, cleo],
  });
  const id = (hasGrant() as Grant).id;
  for (const name of ['Pass to Bob Carl', 'Open to all']) {
    await peopleButton.click();
    await page.getByRole('button', { name }).click();
    await page.getByRole('dialog', { name: 'People' }).waitFor({ state: 'hidden' });
  }
  change(bobDrives);
  await page.getByRole('button', { name: 'Take control' }).click();
  await vi.waitFor(() =>
    expect(connector.controls).toEqual([
      { id, act: 'pass', to: bob.id },
      { id, act: 'free' },
      { id, act: 'take' },
    ]),
  );
});

test.each([
  [controlTaken({ driver: 'Anna Berg' }), 'Anna Berg was faster and has keyboard and pointer now.'],
  [ownerAway(), 'The owner is not here, and nobody types until then.'],
  [actionForbidden({ action: 'takeControl' }), 'Your role does not allow this. Ask the owner.'],
])('a refusal of control is said in words: %s', async (refusal, sentence) => {
  const { page, connector, peopleButton } = await arrive({
    role: 'collaborator',
    person: { id: bob.id, name: bob.name },
  });
  connector.refuseControl(refusal);
  await peopleButton.click();
  await page.getByRole('button', { name: 'Take control' }).click();
  await page.getByRole('alert').getByText(sentence).waitFor();
});

test('while nobody can be asked about control, the desktop goes on and the page says so', async () => {
  const { page, connector, peopleButton, reads } = await arrive();
  connector.stop();
  await peopleButton.click();
  await page.getByRole('button', { name: 'Take control' }).click();
  await page
    .getByRole('alert')
    .getByText(/^The facility does not answer now/)
    .waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('application').focus();
  await page.keyboard.type('abc\n');
  await reads('abc\n');
});

test('a viewer is offered nothing of it, and the owner alone the way to invite', async () => {
  const { page, peopleButton } = await arrive({ role: 'viewer', person: { id: cleo.id, name: cleo.name } });
  await peopleButton.click();
  const panel = page.getByRole('dialog', { name: 'People' });
  await panel.getByText('Cleo Dahl you').waitFor();
  expect(await panel.getByRole('button').count()).toBe(0);
  expect(await panel.getByRole('link').count()).toBe(0);
  await page.getByText('You are watching.').waitFor();
});

test.each([
  ['desktop', { width: 1280, height: 800 }],
  ['phone', { width: 390, height: 844 }],
])('axe finds nothing in company on a %s, in either scheme', { timeout: 90_000 }, async (_, viewport) => {
  const { page, peopleButton, change } = await arrive({}, { viewport });
  await peopleButton.click();
  await hasNoFaults(page, ':popover-open');
  await page.keyboard.press('Escape');
  change(bobDrives);
  await page.getByRole('button', { name: 'Take control' }).waitFor();
  await hasNoFaults(page);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
});

async function hasNoFaults(page: Page, part = 'html'): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    await page.evaluate(`document.documentElement.style.colorScheme = '${scheme}'`);
    const { violations } = await new AxeBuilder({ page }).include(part).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  }
}
