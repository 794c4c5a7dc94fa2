import {
  accountMissing,
  datasetForbidden,
  facilitySilent,
  invitationNotFound,
  invitationOver,
  memberAlready,
  stateForbids,
} from '@atrium/contract/errors';
import { expect, test } from 'vitest';
import { collaboratorCode, invitationAddress, madeUpCode } from '../../../testing/made-up/people.ts';
import { visits } from '../../../testing/visit.ts';

const visit = visits();

test('UC-T2 an invitation says who, to what and what it means; accepted, it leads to the instance', async () => {
  const { page, portal } = await visit({ at: invitationAddress('collaborator') });
  await page.getByRole('heading', { name: 'Mira Okafor invites you to Quiet Heron' }).waitFor();
  await page.getByText('with Mira Okafor’s account and files').waitFor();
  await page.getByText('Desktop and JupyterLab').waitFor();
  await page.getByText('Have a look at the mask with me').waitFor();
  await page.getByText('Tue 1 Dec, 11:00').waitFor();
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.waitForURL(`${portal.url}/instances/lumen/quietheron000001`);
  expect(portal.world.answered).toEqual([{ facility: 'lumen', code: collaboratorCode, answer: 'accepted' }]);
  await page.goto(`${portal.url}/join`);
  await page.getByRole('heading', { name: 'There is no invitation here' }).waitFor();
});

test('C52 the page names the account that would answer and the way to another; to look, however often, uses nothing up', async () => {
  const { page, portal, context } = await visit({ at: invitationAddress('collaborator') });
  await page.getByText('You answer as Mira Okafor.').waitFor();
  const signedOut = context.waitForEvent('request', (request) => request.url().endsWith('/sign-out'));
  for (let again = 0; again < 3; again++) {
    await page.reload();
    await page.getByRole('button', { name: 'Accept' }).waitFor();
  }
  expect(portal.world.answered).toEqual([]);
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  expect((await signedOut).method()).toBe('POST');
  expect(portal.world.answered).toEqual([]);
});

test('declined, it is over', async () => {
  const { page, portal } = await visit({ at: invitationAddress('viewer') });
  await page.getByRole('button', { name: 'Decline' }).click();
  await page.getByRole('heading', { name: 'You have declined' }).waitFor();
  expect(portal.world.answered).toEqual([{ facility: 'lumen', code: madeUpCode, answer: 'declined' }]);
});

test('SEC-H41: the code leaves the address at once, waits over a sign-in, and stands in no address that is asked for', async () => {
  const { page, portal, context } = await visit({ at: '/facilities', world: { me: null } });
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url(), request.headers().referer ?? ''));
  await page.goto(portal.url + invitationAddress('viewer'));
  await page.getByText('You are invited to work on an instance at Lumen.').waitFor();
  expect(page.url()).toBe(`${portal.url}/join`);
  const link = page.getByRole('link', { name: 'Sign in' });
  const address = new URL((await link.getAttribute('href')) ?? '', portal.url);
  expect(address.searchParams.get('returnTo')).toBe('/join');

  // The portal answers below with the page itself; a real one leads to the identity provider and back.
  await link.click();
  await page.waitForURL(/sign-in/);
  portal.world.me = {
    name: 'Noor Haddad',
    organisation: null,
    preferences: { language: null, colourScheme: 'auto' },
    loginEndsAt: '2026-11-25T21:00:00.000Z',
    federationRoles: [],
  };
  await page.goto(`${portal.url}/join`);
  await page.getByRole('button', { name: 'Accept' }).waitFor();
  await page.goBack();
  await page.goForward();
  expect(page.url()).toBe(`${portal.url}/join`);
  expect(asked.filter((one) => one.includes(madeUpCode) && !one.includes('#'))).toEqual([]);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(madeUpCode);
});

test('another link opened in the same tab is another invitation', async () => {
  const { page, portal } = await visit({ at: invitationAddress('viewer') });
  await page.getByText('viewer', { exact: true }).waitFor();
  await page.goto(portal.url + invitationAddress('collaborator'));
  await page.getByText('collaborator', { exact: true }).waitFor();
  expect(page.url()).toBe(`${portal.url}/join`);
});

test.each([
  '/join',
  '/join#lumen',
  '/join#lumen.too-short',
  '/join#../admin.made-up-code-of-an-invitation-43-characters',
])('a link that is not whole says so: %s', async (at) => {
  const { page } = await visit({ at });
  await page.getByRole('heading', { name: 'There is no invitation here' }).waitFor();
});

test.each([
  [
    'used',
    invitationOver({ state: 'accepted' }),
    'This invitation is over',
    /has been used.*If it was you who accepted/,
  ],
  ['taken back', invitationOver({ state: 'revoked' }), 'This invitation is over', /was taken back/],
  ['too old', invitationOver({ state: 'expired' }), 'This invitation is over', /is too old/],
  ['of what has ended', invitationOver({ state: 'ended' }), 'This invitation is over', /has ended/],
  ['unknown', invitationNotFound(), 'This invitation is over', /no such invitation/],
])('an invitation that is %s says so, and where to go on', async (_, error, title, sentence) => {
  const { page, portal } = await visit({
    at: invitationAddress('viewer'),
    world: (world) => {
      world.admitLook = () => {
        throw error;
      };
    },
  });
  await page.getByRole('heading', { name: title }).waitFor();
  await page.getByText(sentence).waitFor();
  await page.getByRole('link', { name: 'Your instances' }).click();
  await page.waitForURL(`${portal.url}/instances`);
});

test.each([
  ['MEMBER_ALREADY', memberAlready(), 'You are in already', 'Your instances'],
  ['ACCOUNT_MISSING', accountMissing(), 'This invitation cannot be accepted', 'Write to Lumen'],
  ['DATASET_FORBIDDEN', datasetForbidden({ pid: '10.5072/x' }), 'This invitation cannot be accepted', 'Write to Lumen'],
  [
    'STATE_FORBIDS',
    stateForbids({ state: 'ending', action: 'join' }),
    'This invitation cannot be accepted',
    'Your instances',
  ],
])('who is refused by %s reads why, and what to do next', async (_, error, title, way) => {
  const { page } = await visit({
    at: invitationAddress('viewer'),
    world: (world) => {
      world.admitMember = () => {
        throw error;
      };
    },
  });
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.getByRole('heading', { name: title }).waitFor();
  await page.getByRole('link', { name: way }).waitFor();
});

test('while the facility is silent the invitation stays, and is asked for again', async () => {
  const { page, portal } = await visit({
    at: invitationAddress('viewer'),
    world: (world) => {
      world.admitLook = () => {
        throw facilitySilent({ facility: 'lumen', since: '2026-11-25T09:13:00.000Z' });
      };
    },
  });
  await page.getByText('The invitation could not be shown.').waitFor();
  portal.world.admitLook = () => {};
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('button', { name: 'Accept' }).waitFor();
});
