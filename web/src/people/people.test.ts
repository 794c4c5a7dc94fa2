import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { collaboratorCode, madeUpCode, shareWithMira } from '../../testing/made-up/people.ts';
import { visits } from '../../testing/visit.ts';

const visit = visits();
const heron = '/instances/lumen/quietheron000001';
const wren = '/instances/helia/calmwren00000001';
const peopleOf = (page: Page) => page.getByRole('region', { name: /^People/ });
const rowOf = (page: Page, name: string) => peopleOf(page).getByRole('listitem').filter({ hasText: name });

test('UC-T2 an owner invites by a link that is shown once, for one person, with its role and its end', async () => {
  const { page, portal, context } = await visit({ at: heron });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByText('acts with your account and your files').waitFor();
  await page.getByRole('radio', { name: /^collaborator/ }).check();
  await page.getByLabel('A line with it').fill('Look at the mask');
  await page.getByRole('button', { name: 'Make the link' }).click();

  const link = `${portal.url}/join#lumen.${madeUpCode}`;
  expect(await page.getByRole('textbox', { name: 'Link' }).inputValue()).toBe(link);
  await page.getByText(/^Send it to that person alone.*Valid until Tue 1 Dec, 11:00/).waitFor();
  await page.getByRole('button', { name: 'Copy the link' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  await page.getByText('Invited as collaborator, open until Tue 1 Dec, 11:00').waitFor();

  await page.getByRole('button', { name: 'Done' }).click();
  expect(await page.content()).not.toContain(madeUpCode);
});

test('a link that was sent is taken back by one press', async () => {
  const { page, portal } = await visit({ at: heron });
  await page.getByRole('button', { name: /^Take back the invitation as viewer/ }).click();
  await page.getByRole('status').filter({ hasText: 'its link opens nothing' }).waitFor();
  await page.getByRole('button', { name: '1 that is over' }).click();
  await page.getByText('Invited as viewer, taken back').waitFor();
  expect(portal.world.people.quietheron000001?.invitations).toMatchObject([{ state: 'revoked' }]);
});

test('a role is changed in place; to remove somebody, what follows is said first', async () => {
  const { page, portal } = await visit({ at: heron });
  await page.getByLabel('Role of Noor Haddad').selectOption('viewer');
  await page.getByRole('status').filter({ hasText: 'Noor Haddad is viewer now' }).waitFor();
  expect(portal.world.people.quietheron000001?.members[1]).toMatchObject({ role: 'viewer' });

  await page.getByRole('button', { name: 'Remove… Noor Haddad' }).click();
  await page.getByText(/closes at once\. To come back, Noor Haddad needs a new invitation/).waitFor();
  await page.getByRole('button', { name: 'Remove Noor Haddad', exact: true }).click();
  await rowOf(page, 'Noor Haddad').waitFor({ state: 'detached' });
  expect(await page.getByRole('heading', { name: 'People 2' }).evaluate((h) => h === document.activeElement)).toBe(
    true,
  );
});

test('what others may do while the owner is away is one choice of three', async () => {
  const { page, portal } = await visit({ at: heron });
  const choices = page.getByRole('group', { name: 'While you are away' });
  await choices.getByRole('radio', { name: /^Watch/ }).check();
  expect(await choices.getByRole('radio').count()).toBe(3);
  await page.getByRole('status').filter({ hasText: 'While you are away: Watch' }).waitFor();
  expect(portal.world.people.quietheron000001?.away).toBe('watch');
});

test('who joins, comes or goes stands on the page without asking', async () => {
  const { page, portal } = await visit({ at: heron });
  await rowOf(page, 'Piet Verhoeven').getByText('not here').waitFor();
  await portal.streamIsOpen();
  const people = portal.world.people.quietheron000001;
  Object.assign(people?.members[2] ?? {}, { connections: 1 });
  Object.assign(people ?? {}, { driver: people?.members[1]?.person.id });
  portal.tell({ what: 'instances', facility: 'lumen', instance: 'quietheron000001' });
  await rowOf(page, 'Piet Verhoeven').getByText('here', { exact: true }).waitFor();
  await rowOf(page, 'Noor Haddad').getByText('here, has keyboard and pointer').waitFor();
});

test('a viewer is offered the desktop and the way out, and nothing else', async () => {
  const { page, portal } = await visit({ at: wren, world: (world) => shareWithMira(world, 'viewer', 'here') });
  await page.getByText('Noor Haddad’s, you watch').waitFor();
  await page.getByRole('button', { name: 'Desktop ready' }).waitFor();
  for (const name of [/^JupyterLab/, 'Stop', 'Rename', 'Invite', /^Remove/, /^Take back/]) {
    expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0);
  }
  expect(await page.getByRole('button', { name: 'End later' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'More for Calm Wren' }).click();
  expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Desktop in a new tab']);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Leave…' }).click();
  await page.getByText(/you need a new invitation by Noor Haddad/).waitFor();
  await page.getByRole('button', { name: 'Leave Calm Wren' }).click();
  await page.waitForURL(`${portal.url}/instances`);
  expect(portal.world.people.calmwren00000001?.members.map(({ role }) => role)).toEqual(['owner']);
});

test('while the owner is away a collaborator reads so, before anything is opened', async () => {
  const { page, portal } = await visit({ at: wren, world: (world) => shareWithMira(world, 'collaborator', 'away') });
  await page.getByText('Noor Haddad is not here, so it is closed to others.').waitFor();
  const desktop = page.getByRole('button', { name: 'Desktop opens when the owner is here' });
  expect(await desktop.isDisabled()).toBe(true);

  await portal.streamIsOpen();
  Object.assign(portal.world.people.calmwren00000001 ?? {}, { ownerPresent: true });
  portal.tell({ what: 'instances', facility: 'helia', instance: 'calmwren00000001' });
  await page.getByRole('button', { name: 'Desktop ready' }).waitFor();
});

test('a card of a shared instance says whose it is and what oneself is there', async () => {
  const { page } = await visit({ world: (world) => shareWithMira(world, 'viewer', 'away') });
  const card = page.getByRole('article', { name: 'Calm Wren' });
  await card.getByText('Noor Haddad’s, you watch').waitFor();
  await card.getByText('Noor Haddad is not here, so it is closed to others.').waitFor();
  expect(await card.getByRole('button', { name: 'Desktop, Calm Wren' }).isDisabled()).toBe(true);
  expect(await card.getByRole('button', { name: /^JupyterLab|^Extend/ }).count()).toBe(0);
});

test('the codes of invitations are as long as real ones', () => {
  expect([madeUpCode.length, collaboratorCode.length]).toEqual([43, 43]);
});
