import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test, vi } from 'vitest';
import { desktopOn } from '../testing/desktop.ts';
import { type Person, people } from '../testing/people.ts';

const signIn = people();
const patience = { timeout: 30_000, interval: 100 };

test('UC-T2, SEC-H34: two share a desktop with roles that change live, and a third is refused everywhere', async () => {
  const [mira, jonas, olga] = await Promise.all([signIn('mira'), signIn('jonas'), signIn('olga')]);
  const { id } = await mira.launch('lumen', 'desktop-small');

  const address = `${mira.federation.origin}/instances/lumen/${id}`;
  await jonas.page.goto(await inviteByLink(mira, address));
  await jonas.page.getByRole('heading', { name: /^Mira Okafor invites you/ }).waitFor();
  expect(jonas.page.url()).toBe(`${mira.federation.origin}/join`);
  await jonas.page.getByRole('button', { name: 'Accept' }).click();
  await jonas.page.waitForURL(address);
  await jonas.page.getByText('Mira Okafor is not here, so it is closed to others.').waitFor();

  const hers = desktopOn((await mira.open('lumen', id, 'desktop')).page);
  await hers.untilDrawn();
  await hers.openTerminal();
  await jonas.page.getByRole('button', { name: 'Desktop ready' }).click();
  await jonas.page.getByRole('application').waitFor();
  const his = desktopOn(jonas.page);
  await his.type('touch ~/by-jonas');
  await vi.waitFor(() => expect(written('by-jonas')).toBe(true), patience);

  const people = mira.page.getByRole('listitem').filter({ hasText: 'Jonas Lindqvist' });
  await people.getByText('here', { exact: true }).waitFor();
  await people.getByRole('combobox').selectOption('viewer');
  await jonas.page.getByText('You are watching.').waitFor();
  await his.type('touch ~/by-jonas-again');
  await hers.type('touch ~/by-mira');
  await vi.waitFor(() => expect(written('by-mira')).toBe(true), patience);
  expect(written('by-jonas-again')).toBe(false);

  await refusedLikeUnknown(olga, id, await membersOf(mira, id));

  await people.getByRole('button', { name: /^Remove/ }).click();
  await mira.page.getByRole('button', { name: 'Remove Jonas Lindqvist', exact: true }).click();
  await jonas.page.getByRole('heading', { name: 'Your access to this desktop has ended' }).waitFor();
  await refusedLikeUnknown(jonas, id, await membersOf(mira, id));
});

async function inviteByLink({ page }: Person, address: string): Promise<string> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await page.getByRole('radio', { name: /^collaborator/ }).check();
  await page.getByRole('button', { name: 'Make the link' }).click();
  return page.getByRole('textbox', { name: 'Link' }).inputValue();
}

type Members = { person: { id: string } }[];

async function membersOf(person: Person, id: string): Promise<Members> {
  const { body } = await person.call('GET', `/f/lumen/v1/instances/${id}/members`);
  return (body as { members: Members }).members;
}

/** Whoever has no part in it learns nothing, not even that it is there. */
async function refusedLikeUnknown(person: Person, id: string, members: Members) {
  const unknown = 'a'.repeat(16);
  const answers = async (of: string) => {
    const asked = routesOf(of, members[0]?.person.id ?? '').map(([method, path, body]) =>
      person.call(method, `/f/lumen/v1${path}`, body),
    );
    return (await Promise.all(asked)).map(({ status, body }) => ({
      status,
      body: { ...(body as object), traceId: '' },
    }));
  };
  const seen = await answers(id);
  expect(seen).toEqual(await answers(unknown));
  expect(new Set(seen.map(({ status }) => status))).toEqual(new Set([404]));
}

function routesOf(id: string, somebody: string): [method: string, path: string, body?: object][] {
  const one = `/instances/${id}`;
  return [
    ['GET', one],
    ['PATCH', one, { name: 'Mine now' }],
    ['DELETE', one],
    ['POST', `${one}/start`],
    ['POST', `${one}/stop`],
    ['POST', `${one}/interfaces/desktop/restart`],
    ['POST', `${one}/extend`, { endsAt: new Date(Date.now() + 3_600_000).toISOString() }],
    ['GET', `${one}/log`],
    ['GET', `${one}/picture`],
    ['GET', `${one}/members`],
    ['POST', `${one}/invitations`, { role: 'viewer' }],
    ['DELETE', `${one}/invitations/${'a'.repeat(16)}`],
    ['PATCH', `${one}/members/${somebody}`, { role: 'viewer' }],
    ['DELETE', `${one}/members/${somebody}`],
    ['PUT', `${one}/away`, { away: 'allow' }],
    ['POST', `${one}/control`, { act: 'take' }],
    ['POST', '/access/tickets', { instance: id, interface: 'desktop' }],
    ['GET', `/events/log?instance=${id}`],
  ];
}

function written(name: string): boolean {
  return globSync(join(inject('federation').state, 'lumen/state/engine/homes/*', name)).length > 0;
}
