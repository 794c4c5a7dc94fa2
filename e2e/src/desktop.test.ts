import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test, vi } from 'vitest';
import { desktopOn } from '../testing/desktop.ts';
import { startByHand, untilReady } from '../testing/pages.ts';
import { people } from '../testing/people.ts';

const signIn = people();

test('UC-M1 from the welcome page to a desktop by clicks alone, where silx shows a detector image that was measured', async () => {
  const mira = await signIn('mira');
  const { page } = mira;
  await page.getByRole('link', { name: 'Analyse, One frame of a Pilatus 100K' }).click();
  await startByHand(mira, { environment: /^Desktop and notebook/, place: /^Helia, Medium/, name: 'Tidy Grebe' });
  await untilReady(page, 'Tidy Grebe');
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await page.getByRole('article', { name: 'Tidy Grebe' }).getByRole('button', { name: 'Desktop, Tidy Grebe' }).click();
  const desktop = desktopOn(page);
  await desktop.untilDrawn();
  expect(page.url()).not.toContain('ticket');

  await desktop.openTerminal();
  await desktop.type('ls /data/pilatus-frame > ~/seen; touch /data/x 2>> ~/seen');
  await vi.waitFor(() => expect(readFileSync(homeFile('helia', 'seen'), 'utf8')).toMatch(/Read-only file system/), {
    timeout: 30_000,
  });
  expect(readFileSync(homeFile('helia', 'seen'), 'utf8')).toContain('pilatus.nxs');

  const before = await desktop.pixelsLike(darkestOfViridis);
  await desktop.type('silx view /data/pilatus-frame/pilatus.nxs');
  await vi.waitFor(async () => expect((await desktop.pixelsLike(darkestOfViridis)) - before).toBeGreaterThan(8_000), {
    timeout: 90_000,
    interval: 500,
  });
});

/** Most of a detector frame has counted nothing: silx draws that in the first colour of its scale. */
const darkestOfViridis: [number, number, number] = [68, 1, 84];

function homeFile(facility: string, name: string): string {
  const [file = ''] = globSync(join(inject('federation').state, facility, 'state/engine/homes/*', name));
  return file;
}
